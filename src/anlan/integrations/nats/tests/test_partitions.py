"""A device always goes the same way, and its name survives it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from anlan.integrations.mqtt.public import topic_of
from anlan.integrations.nats.partitions import (
    PARTITIONS,
    filter_of,
    partition_of,
    subject_of,
    topic_of_subject,
)

CODES = st.from_regex(r"[0-9A-Za-z_.\-]{1,64}", fullmatch=True)


@given(CODES)
def test_a_code_comes_back_from_its_subject(code):
    subject = subject_of(code)

    assert topic_of_subject(subject) == topic_of(code)
    assert subject.startswith(filter_of(partition_of(code)).removesuffix(">"))


def test_a_partition_once_given_is_kept():
    assert [partition_of(code) for code in ("GD-00001", "GD-00002", "a.b")] == [1, 11, 13]


def test_devices_are_spread_evenly():
    counts = Counter(partition_of(f"BN-{number:05d}") for number in range(22_000))

    assert len(counts) == PARTITIONS
    assert max(counts.values()) < 1.1 * 22_000 / PARTITIONS


def test_a_foreign_subject_is_no_device():
    assert topic_of_subject("anlan.v1.telemetry.3") == topic_of("")
