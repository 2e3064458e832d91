"""Reads about commitments that are more than one query."""
