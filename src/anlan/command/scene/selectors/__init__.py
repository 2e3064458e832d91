"""Reading a scene."""
