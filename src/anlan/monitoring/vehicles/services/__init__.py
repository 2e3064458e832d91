"""Writes of the vehicle room."""
