"""Reads that are more than one queryset method."""
