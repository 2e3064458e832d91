"""Questions about permits that more than one place asks."""
