"""Pages of drills."""
