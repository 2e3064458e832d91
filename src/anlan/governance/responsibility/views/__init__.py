"""Pages of responsibility."""
