"""Hard inputs of every kind, tried on every command that takes them."""
