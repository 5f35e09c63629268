"""Deployment from a workstation to one or many Pis: build, copy, test, switch (`make deploy PI=user@host`)."""
