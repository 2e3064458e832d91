"""Major hazard installations: identification, grade, duty, commitment."""
