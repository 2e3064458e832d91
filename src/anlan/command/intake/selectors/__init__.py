"""What pages read of calls, items and neighbouring levels."""
