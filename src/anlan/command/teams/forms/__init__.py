"""Forms of the rescue forces."""
