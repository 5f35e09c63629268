"""The web page: shows the current view and accepts commands. Every request is treated as hostile."""
