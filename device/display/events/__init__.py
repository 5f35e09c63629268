"""Sinks for events: JSON lines for programs, log lines for the journal."""
