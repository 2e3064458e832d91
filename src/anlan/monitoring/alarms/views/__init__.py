"""Pages of alarms and rules."""
