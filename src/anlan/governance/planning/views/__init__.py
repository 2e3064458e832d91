"""Pages of planning documents."""
