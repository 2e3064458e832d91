"""Writes of the enterprise dossier."""
