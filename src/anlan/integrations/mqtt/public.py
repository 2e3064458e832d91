"""The door of the telemetry messages: how they are written and sent, and the loop that stores them.

Gateways publish canonical messages; sources of other kinds run the same ingest code.
"""

from __future__ import annotations

from anlan.integrations.mqtt.client import BrokerAddress, Publisher
from anlan.integrations.mqtt.codec import (
    BAD,
    GOOD,
    MAX_CODE_CHARS,
    MAX_KEY_CHARS,
    MAX_PAYLOAD_BYTES,
    MAX_READINGS,
    TELEMETRY_PREFIX,
    UNCERTAIN,
    encode_batch,
    encode_instant,
    topic_of,
)
from anlan.integrations.mqtt.ingest import Ingest, mqtt_source
from anlan.integrations.mqtt.source import Source, SourceMessage
from anlan.integrations.mqtt.subscriber import Subscriber
from anlan.integrations.mqtt.wire import Message

__all__ = [
    "BAD",
    "GOOD",
    "MAX_CODE_CHARS",
    "MAX_KEY_CHARS",
    "MAX_PAYLOAD_BYTES",
    "MAX_READINGS",
    "TELEMETRY_PREFIX",
    "UNCERTAIN",
    "BrokerAddress",
    "Ingest",
    "Message",
    "Publisher",
    "Source",
    "SourceMessage",
    "Subscriber",
    "encode_batch",
    "encode_instant",
    "mqtt_source",
    "topic_of",
]
