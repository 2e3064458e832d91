"""Everything that writes permits."""
