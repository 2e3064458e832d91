"""Pages of the vehicle room."""
