"""Papers of an emergency as they look when they are opened and printed."""
