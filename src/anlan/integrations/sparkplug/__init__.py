"""Sparkplug B: edge nodes over MQTT."""
