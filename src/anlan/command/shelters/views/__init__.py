"""Pages of shelters and evacuation."""
