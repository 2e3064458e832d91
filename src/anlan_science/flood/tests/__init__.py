"""Flood against closed solutions, its own laws, and a flood that was observed."""
