"""Event sinks: they take every event, where a display takes views."""
