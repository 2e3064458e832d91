"""One folder per protocol or channel; nothing imports them but the registry."""
