"""Writes of the risk registers."""
