"""Who made a cartridge: signatures on it, this home's own keys, and the keys that this home trusts."""
