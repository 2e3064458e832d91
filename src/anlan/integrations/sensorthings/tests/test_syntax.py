"""The language of filters: what is understood, what is refused, and that nothing breaks it."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path as FilePath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.integrations.sensorthings.arrays import bounds, keep
from anlan.integrations.sensorthings.database import condition
from anlan.integrations.sensorthings.entities import DATASTREAM, THING
from anlan.integrations.sensorthings.errors import BadQuery, NotSupported
from anlan.integrations.sensorthings.options import read_options, split
from anlan.integrations.sensorthings.syntax import (
    Call,
    Literal,
    Path,
    parse_filter,
    parse_orderby,
)


def test_operators_bind_as_the_standard_says():
    found = parse_filter("a eq 1 or b gt 2 and not (c lt 3)")
    assert isinstance(found, Call) and found.name == "or"
    both = found.arguments[1]
    assert isinstance(both, Call) and both.name == "and"
    assert both.arguments[1] == Call("not", (Call("lt", (Path(("c",)), Literal(3))),))
    total = parse_filter("1 add 2 mul 3 eq 7")
    assert total == Call(
        "eq",
        (Call("add", (Literal(1), Call("mul", (Literal(2), Literal(3))))), Literal(7)),
    )
    assert parse_filter("name eq 'O''Neill'") == Call("eq", (Path(("name",)), Literal("O'Neill")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name eq",
        "eq 1",
        "name eq 'open",
        "(a eq 1",
        "a eq 1)",
        "a eq 1 b",
        "not",
        "a eq 2026-99-99T00:00:00Z",
        "f(1,2,3,4,5,6)",
        "a == 1",
        "; drop table",
        "add(1,2) eq 3",
        "1 eq AND()",
        "(" * 50 + "a eq 1" + ")" * 50,
        "not " * 60 + "true",
        "a eq 1 or " * 200 + "a eq 1",
        "x" * 3000,
    ],
)
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(BadQuery):
        parse_filter(text)


def test_options_are_read_with_their_limits():
    options = read_options(
        [
            ("$top", "99999"),
            ("$skip", "7"),
            ("$count", "true"),
            ("$select", "id,name"),
            ("$orderby", "name desc,id"),
            ("$expand", "Datastreams($top=2;$filter=name eq 'a;b';$expand=Sensor),Locations"),
        ]
    )
    assert (options.top, options.skip, options.count) == (1000, 7, True)
    assert options.select == ("id", "name") and options.order[0] == (Path(("name",)), True)
    streams = options.expand["Datastreams"]
    assert streams.top == 2 and "Sensor" in streams.expand and "Locations" in options.expand
    nested = read_options([("$expand", "Datastreams/ObservedProperty")])
    assert "ObservedProperty" in nested.expand["Datastreams"].expand
    for name, value in (
        ("$top", "-1"),
        ("$top", "x"),
        ("$skip", "100001"),
        ("$count", "yes"),
        ("$unknown", "1"),
        ("$expand", "A($expand=B($expand=C($expand=D)))"),
        ("$expand", "A($top=1"),
        ("$expand", ",".join(f"L{n}" for n in range(9))),
        ("$orderby", "name sideways"),
        ("$resultFormat", "csv"),
    ):
        with pytest.raises(BadQuery):
            read_options([(name, value)])
    assert split("a(b,c),'d,e',f", ",") == ["a(b,c)", "'d,e'", "f"]
    with pytest.raises(BadQuery):
        parse_orderby("name; drop")


def test_columns_are_kept_by_a_filter():
    at = np.array([1_795_000_000_000.0, 1_795_000_060_000.0, 1_795_000_120_000.0])
    columns = {
        "phenomenonTime": at,
        "result": np.array([1.0, 5.0, np.nan]),
        "resultQuality": np.array(["good", "good", "bad"], object),
    }

    def kept(text):
        return keep(columns, 3, parse_filter(text)).tolist()

    assert kept("result gt 2") == [False, True, False]
    assert kept("result mul 2 add 1 eq 3") == [True, False, False]
    assert kept("result eq null") == [False, False, True]
    assert kept("not (resultQuality eq 'bad') and result lt 6") == [True, True, False]
    assert kept("phenomenonTime ge 2026-11-18T11:07:40Z") == (at >= 1_795_000_060_000).tolist()
    assert kept("minute(phenomenonTime) eq 7") == [False, True, False]
    assert kept("year(phenomenonTime) eq 2026") == [True] * 3
    assert kept("result div 0 gt 1") == [True, True, False]
    assert kept("substringof('oo',resultQuality)") == [True, True, False]
    for text in ("result eq 'a'", "result", "name eq 'a'", "result and result", "null eq null"):
        with pytest.raises(BadQuery):
            kept(text)
    with pytest.raises(NotSupported):
        kept("geo.distance(result,1) lt 2")
    low, high = bounds(
        parse_filter(
            "phenomenonTime ge 2026-11-18T11:06:40Z and 2026-11-18T11:08:40Z gt resultTime"
        )
    )
    assert (low, high) == (1_795_000_000_000.0, 1_795_000_120_000.0)
    assert bounds(parse_filter("phenomenonTime ge now() or result eq 1")) == (None, None)


WORDS = [
    *(FilePath(__file__).parent / "fixtures" / "words.txt").read_text("utf-8").splitlines(),
    "\x00",
]


def try_filter(text):
    """Parse and build a filter; only refusals of ours may come out."""
    for entity in (THING, DATASTREAM):
        try:
            condition(entity, parse_filter(text))
        except (BadQuery, NotSupported):
            continue


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_no_mixture_of_words_breaks_the_parser(words):
    try_filter(" ".join(words))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text):
    try_filter(text)


def test_fuzzing_for_as_long_as_it_is_told():
    """``ANLAN_FUZZ_SECONDS`` long (half a second in the suite): no crash, and none is slow."""
    chance = random.Random(20261122)
    until = time.monotonic() + float(os.environ.get("ANLAN_FUZZ_SECONDS", "0.5"))
    slowest = tried = 0
    while time.monotonic() < until:
        words = [chance.choice(WORDS) for _ in range(chance.randint(1, 40))]
        text = chance.choice((" ", "", " ")).join(words)
        if chance.random() < 0.3:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chr(chance.randrange(1, 0x3000)) + text[at:]
        began = time.perf_counter()
        try_filter(text)
        slowest = max(slowest, time.perf_counter() - began)
        tried += 1
    assert tried > 50 and slowest < 1.0
