"""Machine facts, clock, systemd, GPIO buttons and file writes: all that touches the system."""
