"""Numerics of Anlan: pure functions on numbers and arrays, SI units, no framework, no files.

Installable alone; imports nothing of the platform.
"""
