"""Births name, sequence numbers count, deaths end, and what is unsure is asked for again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.integrations.sparkplug.codec import (
    BAD,
    DataType,
    Metric,
    decode_payload,
    encode_payload,
)
from anlan.integrations.sparkplug.schema import Payload as WirePayload
from anlan.integrations.sparkplug.session import BD_SEQ, REBIRTH, Host
from anlan.integrations.sparkplug.topics import MessageType, Topic, parse_topic

NOW = 1_795_000_000_000


class Node:
    """The other side: an edge node whose messages are handed to the host."""

    def __init__(self, host, name="n1"):
        self.host, self.name, self.seq, self.now = host, name, 0, NOW

    def send(self, kind, metrics=(), device="", seq=None):
        if seq is None and kind != "NDEATH":
            seq, self.seq = self.seq, (self.seq + 1) % 256
        elif seq is not None:
            self.seq = (seq + 1) % 256
        topic = str(Topic("plant", MessageType(kind), self.name, device))
        return self.host.receive(topic, encode_payload(metrics, time_ms=NOW - 1, seq=seq), self.now)

    def birth(self, bd_seq=0, metrics=()):
        return self.send("NBIRTH", [bd(bd_seq), *metrics], seq=0)


def bd(number):
    return Metric(BD_SEQ, datatype=DataType.INT64, value=number)


def named(name, alias, value=0.0, datatype=DataType.DOUBLE):
    return Metric(name, alias=alias, datatype=datatype, value=value, time_ms=NOW - 5)


def by_alias(alias, value):
    return Metric(alias=alias, value=value, time_ms=NOW)


@pytest.fixture
def host():
    return Host({"plant/n1", "plant/n2"}.__contains__)


@pytest.fixture
def node(host):
    return Node(host)


def orders_of(outcome):
    return [(topic, decode_payload(raw).find(REBIRTH).value) for topic, raw in outcome.orders]


def test_a_birth_names_what_later_messages_number(node):
    born = node.birth(metrics=[named("压力", 1, 0.5)])
    said = node.send("NDATA", [by_alias(1, 0.75)])

    assert born.came == ["plant/n1"]
    assert [(m.name, m.value, m.at_ms) for m in born.measured][1:] == [("压力", 0.5, NOW - 5)]
    assert [(m.name, m.value, m.at_ms) for m in said.measured] == [("压力", 0.75, NOW)]


def test_signed_values_without_a_type_take_the_one_of_the_birth(node):
    node.birth(metrics=[named("t", 1, -1, DataType.INT16)])

    wire = WirePayload(timestamp=NOW, seq=1)
    wire.metrics.add(alias=1, int_value=0xFFFE)
    said = node.host.receive("spBv1.0/plant/NDATA/n1", wire.SerializeToString(), NOW)

    assert [m.value for m in said.measured] == [-2.0]


def test_devices_come_with_their_own_births_and_numbers(node):
    node.birth(metrics=[named("own", 1)])
    born = node.send("DBIRTH", [named("level", 2, 5.0)], "tank")
    said = node.send("DDATA", [by_alias(2, 6.0)], "tank")

    assert (born.came, born.identity) == (["plant/n1/tank"], "plant/n1/tank")
    assert [(m.name, m.value) for m in said.measured] == [("level", 6.0)]


def test_a_gap_stops_numbers_but_not_names_until_the_next_birth(node):
    node.birth(metrics=[named("a", 1), named("b", 2)])

    after = node.send("NDATA", [by_alias(1, 1.0), named("b", None, 2.0)], seq=5)
    later = node.send("NDATA", [by_alias(1, 1.0)])
    node.birth(bd_seq=1, metrics=[named("b", 1)])
    sure = node.send("NDATA", [by_alias(1, 3.0)])

    assert (after.refused, after.left_out) == ("gap", 1)
    assert [(m.name, m.value) for m in after.measured] == [("b", 2.0)]
    assert orders_of(after) == [("spBv1.0/plant/NCMD/n1", True)]
    assert (later.measured, later.left_out) == ([], 1)
    assert [(m.name, m.value) for m in sure.measured] == [("b", 3.0)]


def test_a_node_is_asked_again_ever_more_rarely(node):
    asked = []
    for _message in range(60):
        node.now += 1_000
        asked += [node.now] * len(node.send("NDATA", [by_alias(1, 1.0)]).orders)

    assert [later - former for former, later in zip(asked, asked[1:], strict=False)] == [
        5_000,
        10_000,
        20_000,
    ]


def test_the_sequence_goes_round(node):
    node.birth(metrics=[named("a", 1)])

    outcomes = [node.send("NDATA", [by_alias(1, float(n))]) for n in range(600)]

    assert {outcome.refused for outcome in outcomes} == {""}
    assert sum(len(outcome.measured) for outcome in outcomes) == 600


def test_a_death_ends_the_node_and_its_devices(node):
    node.birth(bd_seq=3)
    node.send("DBIRTH", [named("level", 2)], "tank")

    died = node.send("NDEATH", [bd(3)])
    said = node.send("DDATA", [by_alias(2, 1.0)], "tank")

    assert died.left == ["plant/n1/tank", "plant/n1"]
    assert said.refused == "not_born"
    assert orders_of(said) == [("spBv1.0/plant/NCMD/n1", True)]


def test_the_late_will_of_a_former_connection_says_nothing(node):
    node.birth(bd_seq=3)
    node.birth(bd_seq=4)

    died = node.send("NDEATH", [bd(3)])

    assert (died.refused, died.left) == ("old_death", [])
    assert node.host.nodes["plant/n1"].is_online


def test_a_device_may_die_alone_and_come_back(node):
    node.birth()
    node.send("DBIRTH", [named("level", 2)], "tank")

    died = node.send("DDEATH", [], "tank")
    said = node.send("DDATA", [by_alias(2, 1.0)], "tank")
    back = node.send("DBIRTH", [named("level", 3)], "tank")

    assert died.left == ["plant/n1/tank"]
    assert said.refused == "not_born"
    assert back.came == ["plant/n1/tank"]


def test_a_second_birth_is_no_death_and_waits_for_the_devices(node):
    node.birth(bd_seq=0)
    node.send("DBIRTH", [named("level", 2)], "tank")

    again = node.birth(bd_seq=1)

    assert (again.left, again.renewed) == ([], ["plant/n1/tank", "plant/n1"])
    assert again.came == ["plant/n1"]
    assert node.send("DDATA", [by_alias(2, 1.0)], "tank").refused == "not_born"


@pytest.mark.parametrize("metrics", [[], [named("a", 1)]])
def test_a_birth_without_its_number_is_refused(node, metrics):
    outcome = node.send("NBIRTH", metrics, seq=0)

    assert outcome.refused == "birth"


def test_strangers_leave_no_trace(host):
    outcome = Node(host, "stranger").birth()

    assert (outcome.refused, outcome.identity) == ("unknown_device", "plant/stranger")
    assert host.nodes == {}


def test_after_its_own_start_the_host_asks_every_node(host):
    orders = host.ask_all({"plant/n1", "plant/n2"}, NOW)

    assert [topic for topic, _order in orders] == [
        "spBv1.0/plant/NCMD/n1",
        "spBv1.0/plant/NCMD/n2",
    ]
    assert host.ask_all({"plant/n1"}, NOW + 1_000) == []


def test_when_its_own_connection_breaks_everybody_counts_as_gone(node, host):
    node.birth()
    node.send("DBIRTH", [named("level", 2)], "tank")

    assert host.lose_sight() == ["plant/n1/tank", "plant/n1"]
    assert node.send("DDATA", [by_alias(2, 1.0)], "tank").refused == "not_born"


def test_null_infinite_and_text_values_are_bad_not_zero(node):
    node.birth(metrics=[named("a", 1), named("b", 2), named("c", 3)])

    said = node.send(
        "NDATA",
        [
            by_alias(1, None),
            Metric(alias=2, datatype=DataType.DOUBLE, value=float("inf")),
            Metric(alias=3, datatype=DataType.STRING, value="x"),
        ],
    )

    assert [(m.value, m.quality) for m in said.measured] == [(None, BAD)] * 3


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("spBv1.0/plant/NBIRTH/n1", "plant/n1"),
        ("spBv1.0/厂区/DDATA/n1/罐", "厂区/n1/罐"),
        ("spBv1.0/plant/DDATA/n1", None),
        ("spBv1.0/plant/NDATA/n1/x", None),
        ("spBv1.0/STATE/anlan", None),
        ("spAv1.0/plant/NDATA/n1", None),
        ("spBv1.0//NDATA/n1", None),
        ("spBv1.0/plant/XDATA/n1", None),
        ("spBv1.0/plant/NDATA/" + "n" * 65, None),
    ],
)
def test_topics_are_taken_apart(written, identity):
    topic = parse_topic(written)

    assert (topic.identity if topic else None) == identity
    assert topic is None or str(topic) == written


kinds = st.sampled_from(list(MessageType))
metrics = st.lists(
    st.builds(
        Metric,
        name=st.sampled_from(("", "a", BD_SEQ)),
        alias=st.none() | st.integers(0, 3),
        datatype=st.sampled_from((0, 2, 4, 10, 11, 12, 19, 99)),
        value=st.none() | st.integers(-9, 9) | st.booleans() | st.text(max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=300)
@given(st.lists(st.tuples(kinds, st.sampled_from("xy"), metrics, st.none() | st.integers(0, 300))))
def test_no_order_of_messages_raises(messages):
    host = Host({"plant/n1"}.__contains__)
    for kind, device, found, seq in messages:
        name = device if kind.value.startswith("D") else ""
        topic = str(Topic("plant", kind, "n1", name))
        host.receive(topic, encode_payload(found, seq=seq), NOW)


@settings(max_examples=300)
@given(st.text(max_size=60), st.binary(max_size=100))
def test_no_topic_and_no_bytes_raise(topic, raw):
    host = Host(lambda identity: True)
    host.receive(topic, raw, NOW)
    host.receive("spBv1.0/g/NBIRTH/n", raw, NOW)
