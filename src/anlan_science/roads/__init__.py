"""Roads: a network as flat arrays, ways and times on it, what is reached, who is sent where."""
