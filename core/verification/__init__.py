"""Whether a cartridge is what it says: its hashes, its signature, its report and its quotations."""
