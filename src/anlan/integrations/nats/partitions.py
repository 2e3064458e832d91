"""Which partition a device belongs to, and how telemetry is named in NATS."""

from __future__ import annotations

from zlib import crc32

from anlan.integrations.mqtt.public import TELEMETRY_PREFIX

STREAM = "TELEMETRY"
#: Fixed for good: with another number devices would change their partition.
PARTITIONS = 16
PREFIX = "anlan.v1.telemetry"
SUBJECTS = f"{PREFIX}.>"


def partition_of(device_code: str) -> int:
    """Return the partition of a device, from 0: all its readings go the same way, in order."""
    return crc32(device_code.encode()) % PARTITIONS


def subject_of(device_code: str) -> str:
    """Return the subject a device's messages are published to."""
    return f"{PREFIX}.{partition_of(device_code)}.{device_code}"


def filter_of(partition: int) -> str:
    """Return the subjects of a partition."""
    return f"{PREFIX}.{partition}.>"


def topic_of_subject(subject: str) -> str:
    """Return the topic the ingest loop knows a message by; empty words where there is none."""
    parts = subject.split(".", 4)
    return TELEMETRY_PREFIX + (parts[4] if len(parts) == 5 else "")
