"""Readers of the alarm engine."""
