"""OGC SensorThings 1.1: the sensor API for others."""
