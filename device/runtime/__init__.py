"""The live loop, how its parts are opened and connected, and what watches over it: watchdog, status, metrics."""
