"""Pages of the rescue forces."""
