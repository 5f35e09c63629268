"""The self-test of a station that starts: camera, light, hand, name and page, before the first lesson."""
