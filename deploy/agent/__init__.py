"""What runs on the Pi during a deployment, as root, from one file (agent.pyz): the standard library only.

Everything that must not be half done is done here and not from the workstation, whose connection may end at any
moment.
"""
