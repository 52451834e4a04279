"""Words that every part of Bole speaks: errors, messages, files. Imports the standard library only."""
