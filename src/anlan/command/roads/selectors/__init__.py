"""Reads about roads."""
