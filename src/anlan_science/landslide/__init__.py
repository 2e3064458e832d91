"""Landslides: what sets slopes moving."""
