"""Warning feeds: folders and addresses looked into, each message once, the broken ones kept."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import httpx
import pytest
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.monitoring.natural_hazards import desk, feed_sources, tasks
from anlan.monitoring.natural_hazards.events import FeedChanged
from anlan.monitoring.natural_hazards.feed_sources import FeedUnreachable, unpack
from anlan.monitoring.natural_hazards.models import FeedMessage, IncomingWarning, WarningFeed
from anlan.monitoring.natural_hazards.services.feeds import (
    due_feeds,
    forget_messages,
    poll_feed,
    save_feed,
)
from anlan.monitoring.natural_hazards.services.warnings import receive_warning
from anlan.monitoring.natural_hazards.tests.factories import ENGINE, TOWN
from anlan.monitoring.natural_hazards.tests.test_warnings import SHARED, alert, shared

FIRST = "qx@example.invalid,A1,2026-11-20T09:30:00+08:00"
HOST = "http://weather.example.invalid/feed"


@pytest.fixture
def folder(ground, settings, tmp_path):
    """Return the folder of a feed."""
    settings.ANLAN_VAR = tmp_path
    path = tmp_path / "warnings" / "qixiang"
    path.mkdir(parents=True)
    return path


def put(folder: Path, name: str, data: str | bytes, ago: float = 10.0) -> Path:
    """Deliver a file, written ``ago`` seconds before now."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    moment = time.time() - ago
    os.utime(path, (moment, moment))
    return path


@pytest.fixture
def feed(folder, sun):
    """Return a feed that looks into the folder."""
    return save_feed(name="市气象台", kind="folder", address="qixiang", actor=sun)


@pytest.fixture
def web(ground, monkeypatch, sun):
    """Return a feed of an address, and the pages its server has; requests are noted."""

    class Web:
        pages: dict[str, httpx.Response | str] = {}
        asked: list[httpx.Request] = []

        def answer(self, request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            found = self.pages.get(str(request.url))
            if found is None:
                return httpx.Response(404)
            if isinstance(found, httpx.Response):
                return found
            if request.headers.get("if-none-match") == f'"{len(found)}"':
                return httpx.Response(304)
            headers = {"etag": f'"{len(found)}"', "last-modified": "Fri, 20 Nov 2026 01:30:00 GMT"}
            return httpx.Response(200, text=found, headers=headers)

    world = Web()
    world.pages, world.asked = {}, []
    monkeypatch.setattr(feed_sources, "addresses_of", lambda host, port: ["203.0.113.5"])
    transport = httpx.MockTransport(world.answer)
    monkeypatch.setattr(feed_sources, "client", lambda: httpx.Client(transport=transport))
    world.feed = save_feed(name="省预警中心", kind="url", address=HOST, actor=sun)
    return world


def atom(*entries: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>预警</title>{"".join(entries)}</feed>'


def link(name: str, updated: str = "2026-11-20T09:30:00+08:00") -> str:
    return f'<entry><link href="/{name}"/><updated>{updated}</updated></entry>'


def outcomes(feed: WarningFeed) -> list[str]:
    rows = FeedMessage.objects.filter(feed=feed).order_by("pk")
    return list(rows.values_list("outcome", flat=True))


def test_only_keepers_set_up_feeds_and_only_where_they_may_lead(folder, sun, zhao, settings):
    with pytest.raises(NotPermitted):
        save_feed(name="甲", kind="folder", address="qixiang", actor=zhao)
    for wrong in ("../secrets", "/etc", "a/b", "", ".hidden"):
        with pytest.raises(InvalidInput):
            save_feed(name="甲", kind="folder", address=wrong, actor=sun)
    for wrong in ("ftp-server", "/relative"):
        with pytest.raises(InvalidInput):
            save_feed(name="甲", kind="url", address=wrong, actor=sun)
    with pytest.raises(InvalidInput):
        save_feed(name="甲", kind="folder", address="qixiang", period_s=1, actor=sun)
    feed = save_feed(name="甲", kind="folder", address="qixiang", actor=sun)
    assert_audited("natural_hazards.feed.saved", feed, by=sun)
    with pytest.raises(InvalidInput):
        save_feed(name="甲", kind="folder", address="other", actor=sun)
    stopped = save_feed(
        feed_id=feed.pk, name="甲", kind="folder", address="qixiang", is_active=False, actor=sun
    )
    assert not stopped.is_active and due_feeds(clock.now()) == []


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("http://127.0.0.1:5432/", "127.0.0.1"),
        ("http://inside.example.invalid/", "169.254.169.254"),
        ("http://six.example.invalid/", "::1"),
        ("file:///etc/passwd", "203.0.113.5"),
        ("http://user:word@weather.example.invalid/", "203.0.113.5"),
        ("http://[broken/", "203.0.113.5"),
    ],
)
def test_the_machine_itself_is_never_asked(monkeypatch, address, number):
    monkeypatch.setattr(feed_sources, "addresses_of", lambda host, port: [number])
    with pytest.raises(FeedUnreachable):
        feed_sources.check_address(address)


def test_a_folder_is_taken_in_once_and_the_broken_are_kept_with_the_reason(folder, feed, zhao):
    put(folder, "1.xml", alert())
    put(folder, "2.cap", alert("A2", severity="Huge"))
    put(folder, "3.txt", "演示县气象台2026年11月20日9时20分发布大风蓝色预警信号：请注意防范。")
    put(folder, "4.xml", alert("A4", polygon="39 116,39 117").replace("溪口镇", "某镇"))
    far = alert("A5", polygon="39.0,116.0 39.0,116.2 39.2,116.2 39.0,116.0")
    put(folder, "5.xml", far.replace("溪口镇", "某镇").replace("演示县", "某县"))
    put(folder, "notes.pdf", "no warning")
    put(folder, "6.xml", alert("A6"), ago=0)  # is being written
    with pytest.raises(NotPermitted):
        poll_feed(feed_id=feed.pk, actor=zhao)
    look = poll_feed(feed_id=feed.pk, actor=ENGINE)
    assert (look.found, look.taken, look.unreadable, look.error) == (5, 2, 2, "")
    broken = FeedMessage.objects.get(name="2.cap")
    assert broken.outcome == "unreadable" and "Huge" in broken.reason and "<alert" in broken.text
    assert FeedMessage.objects.get(name="5.xml").outcome == "elsewhere"
    assert IncomingWarning.objects.count() == 2
    assert poll_feed(feed_id=feed.pk, actor=ENGINE).found == 0
    put(folder, "2.cap", alert("A2"))  # delivered again, mended
    assert poll_feed(feed_id=feed.pk, actor=ENGINE).taken == 1
    put(folder, "copy.xml", alert())  # the same warning under another name
    assert poll_feed(feed_id=feed.pk, actor=ENGINE).taken == 0
    assert FeedMessage.objects.get(name="copy.xml").outcome == "known"
    feed.refresh_from_db()
    assert feed.succeeded_at and feed.failures == 0
    assert (folder / "2.cap").exists(), "files are read, never moved"


def test_one_that_is_pasted_as_well_is_kept_once(folder, feed, sun):
    kept = receive_warning(message=alert(), actor=sun)
    put(folder, "1.xml", alert())
    poll_feed(feed_id=feed.pk, actor=ENGINE)
    assert FeedMessage.objects.get().warning == kept and IncomingWarning.objects.count() == 1
    again = alert().replace("2026-11-20T09:30:00+08:00", "2026-11-20T09:55:00+08:00")
    assert receive_warning(message=again, actor=sun) != kept, "another moment is another message"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_updates_and_cancellations_hold_in_whatever_order_they_come(folder, feed, order):
    second = "qx@example.invalid,A2,2026-11-20T01:40:00Z"
    # The service refers to a moment in its own zone, the platform compares moments.
    texts = [
        alert(),
        alert("A2", "Update", FIRST).replace("T09:30:00+08:00</sent>", "T09:40:00+08:00</sent>"),
        alert("A3", "Cancel", second).replace("T09:30:00+08:00</sent>", "T09:50:00+08:00</sent>"),
    ]
    texts[2] = texts[2][: texts[2].index("<info>")] + "</alert>"
    for place in order:  # one look each
        put(folder, f"{place}.xml", texts[place])
        poll_feed(feed_id=feed.pk, actor=ENGINE)
    found = {w.identifier: w for w in IncomingWarning.objects.all()}
    assert {name: w.state for name, w in found.items()} == {
        "A1": "updated",
        "A2": "cancelled",
        "A3": "cancelled",
    }
    assert found["A1"].replaced_by == found["A2"] and found["A2"].replaced_by == found["A3"]
    assert [a.region_id for a in found["A3"].areas.all()] == [TOWN]


def test_a_drill_and_an_acknowledgement_lift_nothing(ground, sun):
    warning = receive_warning(message=alert(), actor=sun)
    receive_warning(message=alert("B1", "Cancel", FIRST, status="Exercise"), actor=sun)
    receipt = receive_warning(message=alert("B2", "Ack", FIRST), actor=sun)
    assert receipt.state == "note"
    assert_state(warning, "in_force")


def test_an_address_is_asked_only_for_what_is_new(web, ground):
    web.pages[HOST] = atom(f"<entry>{alert().partition('?>')[2]}</entry>", link("a2.xml"))
    web.pages["http://weather.example.invalid/a2.xml"] = alert("A2")
    look = poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    assert (look.found, look.taken, look.error) == (2, 2, "")
    web.asked.clear()
    assert poll_feed(feed_id=web.feed.pk, actor=ENGINE).found == 0
    (request,) = web.asked
    assert request.headers["if-none-match"] and request.headers["if-modified-since"]
    web.pages[HOST] = atom(link("a2.xml"), link("a3.xml"))
    web.pages["http://weather.example.invalid/a3.xml"] = "<alert/>"
    web.asked.clear()
    assert poll_feed(feed_id=web.feed.pk, actor=ENGINE).unreadable == 1
    assert [request.url.path for request in web.asked] == ["/feed", "/a3.xml"], "a2 is known"
    web.pages[HOST] = atom(link("a2.xml", "2026-11-20T09:59:00+08:00"))
    assert poll_feed(feed_id=web.feed.pk, actor=ENGINE).found == 1, "its entry was renewed"
    assert outcomes(web.feed)[-1] == "known"


def test_a_server_that_fails_is_told_and_asked_again(web, ground, sun, monkeypatch):
    look = poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    assert "404" in look.error
    assert_emitted(FeedChanged, feed_id=web.feed.pk, is_reached=False)
    poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    assert not list(desk.lost_feeds(sun))
    poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    (item,) = desk.lost_feeds(sun)
    assert "省预警中心" in str(item.label)
    web.pages[HOST] = atom(link("a1.xml"), link("gone.xml"))
    web.pages["http://weather.example.invalid/a1.xml"] = alert()
    look = poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    assert look.taken == 1 and "gone.xml" in look.error, "the others were taken in"
    web.feed.refresh_from_db()
    assert web.feed.failures == 4 and not web.feed.etag, "the whole is asked for again"
    web.pages["http://weather.example.invalid/gone.xml"] = alert("A2")
    assert poll_feed(feed_id=web.feed.pk, actor=ENGINE).taken == 1
    assert_emitted(FeedChanged, feed_id=web.feed.pk, is_reached=True)
    web.pages[HOST] = httpx.Response(
        302, headers={"location": "http://weather.example.invalid/feed"}
    )
    assert poll_feed(feed_id=web.feed.pk, actor=ENGINE).error
    web.pages[HOST] = atom(link("//elsewhere.example.invalid/a.xml".removeprefix("/")))
    web.asked.clear()
    poll_feed(feed_id=web.feed.pk, actor=ENGINE)
    assert {request.url.host for request in web.asked} == {"weather.example.invalid"}

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("late")

    transport = httpx.MockTransport(broken)
    monkeypatch.setattr(feed_sources, "client", lambda: httpx.Client(transport=transport))
    assert "ConnectTimeout" in poll_feed(feed_id=web.feed.pk, actor=ENGINE).error


def test_an_answer_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(feed_sources, "addresses_of", lambda host, port: ["203.0.113.5"])
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"x" * 5000))
    with httpx.Client(transport=transport) as browser, pytest.raises(FeedUnreachable):
        feed_sources.fetch(HOST, browser=browser, largest=1000)


@pytest.mark.parametrize(
    ("name", "alerts", "links"),
    [
        ("testdata/weather.atom", 1, 0),
        ("testdata/amber.atom", 1, 0),
        ("testdata/weather_index.atom", 0, 2),
        ("testdata/ny_index.rss", 0, 2),
        ("testdata/bushfire_valid.edxlde", 1, 0),
        ("oregon_nws.atom", 1, 0),
        ("rfs.xml", 1, 0),
        ("testdata/weather.cap", 1, 0),
        ("testdata/invalid.cap", 1, 0),
    ],
)
def test_real_feeds_and_envelopes_are_opened(name, alerts, links):
    found, pointed = unpack(shared(f"cap-alerts/{name}"), "http://x.example.invalid/feed")
    assert len(found) >= alerts and (alerts == 0) == (found == [])
    assert len(pointed) >= links and (links == 0) == (pointed == [])


def test_a_folder_of_real_alerts_stops_at_none_of_them(folder, feed):
    source = SHARED / "cap-alerts"
    if not source.exists():
        pytest.skip(f"shared data not at hand: {source}")
    for path in (*source.glob("*.*"), *source.glob("testdata/*.*")):
        if path.suffix in feed_sources.SUFFIXES:
            shutil.copy(path, folder / path.name)
            put(folder, path.name, path.read_bytes())
    look = poll_feed(feed_id=feed.pk, actor=ENGINE)
    reasons = {m.name: m.reason for m in FeedMessage.objects.filter(outcome="unreadable")}
    assert not look.error and look.found >= 20
    assert {"invalid.cap", "noaa_errors.cap"} <= set(reasons) and all(reasons.values())
    # Real and readable, but of other countries: kept as such, no warning of ours.
    assert {"iceland_met_office.cap", "australia.cap", "canada.cap"} <= set(
        FeedMessage.objects.filter(outcome="elsewhere").values_list("name", flat=True)
    )
    assert not IncomingWarning.objects.filter(areas__isnull=False).exists()
    assert poll_feed(feed_id=feed.pk, actor=ENGINE).found == 0


def test_the_clock_looks_into_what_is_due(folder, feed, ground, run_jobs):
    put(folder, "1.xml", alert())
    tasks.look_into_feeds()
    run_jobs()
    assert IncomingWarning.objects.count() == 1
    assert due_feeds(clock.now()) == []
    ground.advance(minutes=2)
    assert due_feeds(clock.now()) == [feed.pk]
    poll_feed(feed_id=feed.pk, actor=ENGINE)
    FeedMessage.objects.update(at=clock.now() - timedelta(days=90), outcome="elsewhere")
    assert forget_messages(at=clock.now(), actor=ENGINE) == 1
    (folder / "1.xml").unlink()
    folder.rmdir()
    assert poll_feed(feed_id=feed.pk, actor=ENGINE).error


def test_the_pages_show_the_last_look_its_errors_and_every_message(
    visit, folder, feed, sun, zhao, run_jobs
):
    put(folder, "1.xml", alert())
    put(folder, "2.xml", "<alert/>")

    def page(client, name, *args, status=200, **query):
        response = client.get(reverse(f"natural_hazards:{name}", args=args), query)
        assert response.status_code == status
        return response.content.decode()

    client = visit(sun)
    answer = client.post(reverse("natural_hazards:feed_look", args=[feed.pk]))
    assert answer.status_code in (302, 303)
    run_jobs()
    text = page(client, "feed", feed.pk)
    assert "暴雨橙色" in text and "2.xml" in text
    assert feed.name in page(client, "feeds") and feed.name in page(client, "warnings")
    assert feed.name not in page(visit(zhao), "warnings")
    broken = FeedMessage.objects.get(outcome="unreadable")
    assert "&lt;alert/&gt;" in page(client, "feed_message", broken.pk)
    for tab in ("unreadable", "all"):
        assert "2.xml" in page(client, "feed_messages", tab=tab)
    taken = IncomingWarning.objects.get()
    assert feed.name in page(client, "warning", taken.pk)
    page(visit(zhao), "feeds", status=403)
    page(client, "feed_create")
    values = {"name": "乙", "kind": "folder", "address": "other", "period_s": "60"}
    made = client.post(reverse("natural_hazards:feed_create"), {**values, "is_active": "on"})
    assert made.status_code == 303
    other = WarningFeed.objects.get(name="乙")
    run_jobs()
    assert "other" in page(client, "feed", other.pk)
    page(client, "feed_change", other.pk)
    change = reverse("natural_hazards:feed_change", args=[other.pk])
    assert client.post(change, {**values, "address": "../x"}).status_code == 422
    assert client.post(change, values).status_code == 303
    other.refresh_from_db()
    assert not other.is_active
