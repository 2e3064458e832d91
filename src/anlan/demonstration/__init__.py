"""The demonstration county: generator, loader, device simulator, replay, story."""
