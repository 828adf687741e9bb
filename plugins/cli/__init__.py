"""The commands, each named by an entry point in the group `whetstone.commands`."""
