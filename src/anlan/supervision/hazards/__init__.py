"""Hazards from discovery to closure."""
