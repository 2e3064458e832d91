"""Access tests over every address."""
