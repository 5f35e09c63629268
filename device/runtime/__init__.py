"""The live loop and what watches over it: camera thread, watchdog, status file, metrics."""
