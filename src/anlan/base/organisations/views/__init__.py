"""Pages of the contact book."""
