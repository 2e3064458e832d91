"""Writers of the telemetry store."""
