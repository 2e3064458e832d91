"""The framework every floor stands on; it knows no business noun."""
