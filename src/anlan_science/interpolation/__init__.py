"""From values at stations to values at any place."""
