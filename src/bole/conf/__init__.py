"""配置: settings, addresses and the start of Django; loaded by the verbs that need a database or a server, by no other."""
