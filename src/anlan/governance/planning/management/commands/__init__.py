"""Commands of planning documents."""
