"""All writes on major hazard installations."""
