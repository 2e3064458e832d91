"""Writes about roads."""
