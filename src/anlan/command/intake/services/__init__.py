"""What is done with calls, messages and items."""
