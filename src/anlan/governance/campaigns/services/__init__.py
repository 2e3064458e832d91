"""All writes about campaigns."""
