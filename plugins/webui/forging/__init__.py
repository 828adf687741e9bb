"""The Forge: uploads, cartridges looked at before they are installed, personas made of texts."""
