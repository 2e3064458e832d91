"""What is done with planning documents."""
