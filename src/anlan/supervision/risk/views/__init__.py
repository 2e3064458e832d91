"""Pages of graded risk control."""
