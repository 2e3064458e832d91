"""Detectors that learn from a fault-free stretch: several channels at once, or shapes of one."""
