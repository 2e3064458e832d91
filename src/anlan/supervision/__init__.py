"""S — supervision 监管监察: enterprises and what can go wrong in them."""
