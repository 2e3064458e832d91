"""Measurements of the running platform against what was promised."""
