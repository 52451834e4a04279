"""外接: adapters to what stands outside, looked up by their dotted names in the settings."""
