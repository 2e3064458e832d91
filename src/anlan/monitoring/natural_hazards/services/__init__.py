"""Services of natural hazards."""
