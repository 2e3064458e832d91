"""Modbus TCP: controllers and meters."""
