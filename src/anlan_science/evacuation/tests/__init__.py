"""Evacuation against closed solutions, other methods and people who were counted."""
