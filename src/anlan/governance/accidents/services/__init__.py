"""Accident statistics."""
