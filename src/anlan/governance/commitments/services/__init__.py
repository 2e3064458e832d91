"""All writes about commitments."""
