"""What a phone is given to take along."""
