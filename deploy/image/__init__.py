"""`make image`: a card ready to flash, made from a Raspberry Pi OS image without booting it.

No program of the image is run, so any Linux with root, or a container with loop devices, can make it; packages of the
base that are missing are the only exception (deploy/image/packages.py).
"""
