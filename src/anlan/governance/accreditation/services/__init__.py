"""What is done with demonstration units."""
