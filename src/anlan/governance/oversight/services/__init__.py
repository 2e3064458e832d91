"""What is done with supervision documents."""
