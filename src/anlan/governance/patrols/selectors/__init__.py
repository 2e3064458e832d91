"""Reading patrols: units of the county, coverage, pace, statistics."""
