"""Telemetry 时序: every reading kept exactly once, with 1-minute and 1-hour levels."""
