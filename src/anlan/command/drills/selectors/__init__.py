"""Reads of drills that are more than one queryset method."""
