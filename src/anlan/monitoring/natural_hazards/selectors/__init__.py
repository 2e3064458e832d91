"""Selectors of natural hazards."""
