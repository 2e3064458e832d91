"""HTTP push: devices that post their readings."""
