"""A day without signal, with a real browser and a real web process."""
