"""Devices that do not exist: every device of the county publishes over real MQTT, as it would on an
ordinary day, and on request something goes wrong."""
