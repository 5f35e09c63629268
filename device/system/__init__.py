"""Machine facts, clock, systemd, GPIO buttons and file writes: everything below the application that touches the system."""  # noqa: E501
