"""Devices and points: the registry of everything that measures."""
