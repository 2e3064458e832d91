"""Writes of assessment, by noun."""
