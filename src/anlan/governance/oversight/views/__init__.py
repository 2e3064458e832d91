"""Pages of supervision documents."""
