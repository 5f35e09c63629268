"""Installation on the Pi itself (`make install`, `make uninstall`): the standard library and the agent only.

It takes the steps of a deployment from a workstation, and calls the same agent for everything that must not be half
done. Only the packages come from elsewhere: apt and the package index in place of the workstation.
"""
