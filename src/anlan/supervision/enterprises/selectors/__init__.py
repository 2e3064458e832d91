"""Reads over the dossiers that are more than one query."""

from anlan.supervision.enterprises.selectors.due import DuePaper, due_papers, latest_standardisation

__all__ = ["DuePaper", "due_papers", "latest_standardisation"]
