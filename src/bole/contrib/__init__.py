"""适配器: what stands between this system and others; each is found by its name in the settings."""
