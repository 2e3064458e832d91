"""Flood: rain to runoff, and water moving over terrain."""
