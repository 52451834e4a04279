"""呈现: what is read, shown to a person: terminal, web page, spreadsheet, official annex."""
