"""What every cartridge is held to, whichever format or maker it came from."""
