"""Pages of assessment, by noun."""
