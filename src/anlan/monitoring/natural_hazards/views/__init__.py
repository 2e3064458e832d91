"""Views of natural hazards."""
