"""Pages of the plan library."""
