"""Devices over MQTT 5: message format, subscriber with late acknowledgement, publisher."""
