"""Drills 演练: the same engine with a mark that never leaves, scored against the plan."""
