"""Everything that writes leads and rules."""
