"""Pages of demonstration units."""
