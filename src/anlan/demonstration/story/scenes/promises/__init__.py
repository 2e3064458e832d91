"""Promises: a plan is read in and confirmed, its tasks are given, kept or not, and scored."""
