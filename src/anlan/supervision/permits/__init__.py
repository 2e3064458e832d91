"""Permits of special operations as filed by enterprises."""
