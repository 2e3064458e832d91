"""Readers of the device registry."""
