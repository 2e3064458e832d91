"""Pages of accounts: signing in, oneself, the three administrators' pages."""
