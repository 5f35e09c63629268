"""From the workstation to the stations: build, copy, prove, switch. `make deploy PI=user@host`."""
