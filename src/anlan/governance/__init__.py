"""G — governance 治理: from planning documents to promises kept."""
