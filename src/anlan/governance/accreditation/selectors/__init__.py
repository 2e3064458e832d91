"""Reading demonstration units for pages and for others."""
