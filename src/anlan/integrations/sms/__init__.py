"""Short messages and voice calls through the county's gateway: one HTTP request each."""
