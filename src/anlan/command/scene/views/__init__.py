"""Pages of the scene."""
