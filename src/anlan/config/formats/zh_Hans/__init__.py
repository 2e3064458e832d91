"""Dates and numbers as the interface shows them."""
