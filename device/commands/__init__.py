"""The commands of `python -m device`: each parses its arguments, calls the packages below and prints."""
