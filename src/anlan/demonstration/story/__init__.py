"""The main job played in a real browser: from a signal to a closed action, as the people of the
demonstration county. `anlan story` runs it; the tests and the handbook's pictures come from it."""
