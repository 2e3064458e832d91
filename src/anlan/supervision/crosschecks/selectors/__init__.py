"""Questions about leads that more than one place asks."""
