"""What can be done on the phone without signal, and how it arrives exactly once."""
