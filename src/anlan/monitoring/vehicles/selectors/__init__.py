"""Reads of the vehicle room."""
