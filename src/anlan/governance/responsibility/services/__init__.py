"""What is done with portfolios, lists and records."""
