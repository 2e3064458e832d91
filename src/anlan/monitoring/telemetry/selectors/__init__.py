"""Readers of the telemetry store."""
