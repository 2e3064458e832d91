"""Reads of the exchange that are more than one queryset method."""
