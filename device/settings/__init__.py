"""What a person may change: settings files, their layers and their reference."""
