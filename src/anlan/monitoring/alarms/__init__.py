"""Alarms 报警: rules over readings, alarms with their clocks, and who must answer them."""
