"""Pages of the enterprise dossier."""
