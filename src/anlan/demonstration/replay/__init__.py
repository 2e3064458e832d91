"""Recorded real streams published again over MQTT, and their alarms against their labels."""
