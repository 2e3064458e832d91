"""Pages of roads."""
