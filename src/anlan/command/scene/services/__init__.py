"""What is done at a scene."""
