"""应用: state and use cases; each app has its models, services (writes) and selectors (reads)."""
