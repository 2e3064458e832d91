"""Hostile questions and creations are refused; ``ANLAN_FUZZ_SECONDS`` makes it longer."""

from __future__ import annotations

import os

import pytest

from anlan.integrations.http_push.testing import Asking, FuzzReport, make_world, undisturbed
from anlan.integrations.sensorthings import views, writing
from anlan.integrations.sensorthings.testing import FUZZ, ROOT

pytestmark = pytest.mark.django_db
POINT = "geography'POINT(1 2)'"


def test_hostile_questions_break_nothing():
    report = FUZZ(seconds=float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5")))

    assert report.crashes == []
    assert report.frames > 20 and report.probes > 0
    assert report.reasons["200"] > 0 and report.reasons["400"] > 0


def test_the_attack_notices_what_breaks(monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "follow", broken)
    report = FUZZ(seconds=0.1)
    assert any("ZeroDivisionError" in crash for crash in report.crashes) and report.probes == 0


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def asking():
    with undisturbed(writing):
        yield Asking(FuzzReport("test"))


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/Things('²')", "", 404),
        ("/Things(1)/Datastreams('²')", "", 404),
        ("/Observations('²-1')", "", 404),
        ("/Observations('1-²')", "", 404),
        ("/Datastreams({point})/Observations('{point}-253402300799999')", "", 404),
        ("/Things", "&".join(["$count=true"] * 21), 400),
        # ended the whole process
        ("/Locations", "$filter=geo.distance(location,geography'POINT(1e308 1)') lt 1", 400),
        ("/Locations", "$filter=geo.distance(location,geography'POINT(9e9 1)') lt 1", 400),
        ("/Locations", f"$filter=st_within(location,geography'POINT(1{'0' * 300} 1)')", 400),
        ("/Locations", "$filter=st_within(location,geography'POINT(inf 1)')", 400),
        ("/Locations", "$filter=st_within(location,geography'POINT(0xff 1)')", 400),
        ("/Locations", f"$filter=geo.distance({POINT},{POINT}) lt 1", 400),
        ("/Locations", "$filter=st_within(location,geography'SRID=4326;Point (1.5e1 2)')", 200),
        ("/FeaturesOfInterest", "$filter=Observations/FeatureOfInterest/name eq 'a'", 200),
    ],
)
def test_questions_that_once_broke_something(asking, world, path, query, status):
    where = (ROOT.decode() + path.format(point=world.points[0].pk)).encode()
    answered = asking.ask(
        "GET", where, query=query, HTTP_AUTHORIZATION=f"Bearer {world.reader_token}"
    )
    assert asking.report.crashes == [] and answered.status_code == status, answered.content


DEEP = b"[" * 1000 + b"]" * 1000


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/Observations", b'{"result":1,"Datastream":STREAM,"resultQuality":[1]}', 201),
        ("/Observations", b'{"result":1,"Datastream":STREAM,"resultQuality":{"a":1}}', 201),
        ("/Observations", b'{"result":DEEP,"Datastream":STREAM}', 400),
        ("/Datastreams(²)/Observations", b'{"result":1}', 404),
        (
            "/CreateObservations",
            b'[{"Datastream":STREAM,"components":["result",DEEP],"dataArray":[[1,2]]}]',
            400,
        ),
    ],
)
def test_creations_that_once_broke_something(asking, world, path, content, status):
    stream = b'{"@iot.id":%d}' % world.points[0].pk
    answered = asking.ask(
        "POST",
        ROOT + path.encode(),
        content.replace(b"STREAM", stream).replace(b"DEEP", DEEP),
        HTTP_AUTHORIZATION=f"Bearer {world.system_token}",
    )
    assert asking.report.crashes == [] and answered.status_code == status, answered.content


def test_a_body_that_breaks_off_or_has_no_length_is_refused(asking, world):
    for more in ({"is_broken": True}, {"CONTENT_LENGTH": "²"}, {"CONTENT_LENGTH": "9" * 5_000}):
        answered = asking.ask(
            "POST",
            ROOT + b"/Observations",
            b"{}",
            HTTP_AUTHORIZATION=f"Bearer {world.system_token}",
            **more,
        )
        assert asking.report.crashes == [] and answered.status_code in (400, 413)
