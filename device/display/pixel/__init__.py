"""Displays that draw a view as pixels: monitor, OLED, LCD, and PNG files."""
