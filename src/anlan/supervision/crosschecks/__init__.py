"""Independent facts set against each other; a contradiction opens a lead."""
