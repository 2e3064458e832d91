"""Risk graded and controlled: objects, units, events, controls, checks."""
