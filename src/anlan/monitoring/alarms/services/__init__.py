"""Writers of the alarm engine."""
