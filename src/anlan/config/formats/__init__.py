"""Formats that both languages share."""
