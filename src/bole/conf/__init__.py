"""配置: settings, addresses and the start of Django; loaded by the verbs that need a database, by no other."""
