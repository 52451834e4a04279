"""门户: the screens; no rules and no tables, only services and selectors of the apps and how they are shown."""
