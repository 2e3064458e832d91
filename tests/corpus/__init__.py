"""Broken workbooks, and what the import says to each."""
