"""Every write of the closed loop."""
