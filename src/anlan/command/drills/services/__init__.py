"""All writes of drills."""
