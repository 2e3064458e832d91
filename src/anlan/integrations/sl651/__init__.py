"""SL 651-2014: hydrological telemetry stations report rain, levels and flows."""
