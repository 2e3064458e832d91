"""Test kit: addresses under attack through Django's handlers, and the attack on HTTP push."""

from __future__ import annotations

import gc
import io
import logging
import os
import random
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import orjson
from django.conf import settings
from django.contrib.gis.geos import Point as Location
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from anlan.base.exchange.models import ApiToken
from anlan.base.exchange.services import tokens
from anlan.base.regions.models import Region, RegionLevel
from anlan.integrations.gateway.hostile import hostile_json
from anlan.integrations.gateway.public import ForwardingFailed, Sample
from anlan.integrations.gateway.testing import FuzzReport, rss_kb
from anlan.integrations.http_push import views
from anlan.integrations.http_push.limits import Buckets
from anlan.kernel import clock
from anlan.monitoring.devices.choices import DeviceKind, DeviceState, Quantity
from anlan.monitoring.devices.models import Device, DeviceCredential, Point
from anlan.monitoring.devices.services import credentials

#: What was made for an attack is rolled back and made anew so often. [s]
ROUND_S = 60.0
#: Requests of an attack, however slow the machine is.
LEAST = 60
#: Pages of errors name files that only an installation has gathered.
PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
#: A request that takes longer is told as a crash. [s of CPU]
SLOWEST_S = 10.0


class FakeBroker:
    """Takes what a sender is given and keeps nothing; fails while it is away."""

    def __init__(self) -> None:
        self.last: list[Sample] = []
        self.readings = 0
        self.is_away = False

    def send(self, _code: str, samples: Sequence[Sample]) -> None:
        """Encode as the way to the broker does."""
        if self.is_away:
            raise ForwardingFailed("the broker is away")
        for sample in samples:
            orjson.dumps([sample.key, sample.at_ms, sample.value, sample.quality])
        self.last = list(samples)
        self.readings += len(samples)


@dataclass(slots=True)
class World:
    """A few devices in a region of their own, and who may ask and send there."""

    devices: list[Device]
    points: list[Point]
    #: Authorization by who: a device, a system that may send, one that may read, strangers.
    device_token: str
    system_token: str
    reader_token: str


def make_world() -> World:
    """Make devices and tokens in the running transaction; writes no audit, locks nobody out."""
    number = f"{os.getpid() % 10**9:09d}"
    code = f"99{number}1"
    region = Region.objects.create(code=code, name="演示区", level=RegionLevel.VILLAGE)
    devices = [
        Device.objects.create(
            code=f"FUZZ-{number}-{name}",
            name=f"演示探测器{name}",
            place="罐区",
            kind=DeviceKind.GAS_DETECTOR,
            region=region,
            location=location,
            state=DeviceState.IN_SERVICE,
        )
        for name, location in (("A", Location(119.17, 29.03, srid=4326)), ("B", None))
    ]
    kinds = (("cl2", Quantity.GAS_CONCENTRATION, 0), ("x", Quantity.TEMPERATURE, 0))
    points = [
        Point.objects.create(
            device=devices[place],
            key=key,
            name=f"测点{key}",
            quantity=quantity,
            unit="℃",
            range_low=0,
            range_high=20,
            scale=2.0,
        )
        for key, quantity, place in (*kinds, ("n", Quantity.OTHER, 1))
    ]
    device_token = credentials.MARK + secrets.token_urlsafe(24)
    DeviceCredential.objects.create(
        device=devices[0],
        kind="http",
        username=devices[0].code,
        digest=credentials.digest_of(device_token),
    )
    may_send = ["devices.view_device", "devices.push_reading"]
    return World(
        devices,
        points,
        device_token,
        _system(code, may_send),
        _system(code, ["devices.view_device"]),
    )


def _system(region: str, permissions: list[str]) -> str:
    token = tokens.MARK + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        name="演示系统",
        prefix=token[:12],
        digest=tokens.digest_of(token),
        permissions=permissions,
        scope_kind="region",
        scope_value=region,
        expires_at=clock.now() + timedelta(days=1),
    )
    return token


class BrokenOff(io.BytesIO):
    """A body whose sender hangs up."""

    def read(self, *_size: Any) -> bytes:
        """Fail as a connection does."""
        raise OSError("the connection is gone")


class Asking:
    """Asks addresses; every exception and every 5xx that is not meant is a crash.

    Goes to Django's handler itself: its test client keeps a little of each request for ever.
    """

    def __init__(self, report: FuzzReport, meant: frozenset[int] = frozenset()) -> None:
        self.report, self.meant = report, meant
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.requests = RequestFactory()

    def ask(
        self,
        method: str,
        path: bytes,
        content: bytes = b"",
        *,
        query: str = "",
        content_type: str = "application/json",
        is_broken: bool = False,
        **headers: str,
    ) -> HttpResponse | None:
        """Ask once; what it wrote is undone. None when it crashed."""
        report = self.report
        report.frames += 1
        report.bytes_sent += len(content) + len(path) + len(query)
        given: dict[str, Any] = {
            "PATH_INFO": path.decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(content)),
            "CONTENT_TYPE": content_type,
            "wsgi.input": BrokenOff(content) if is_broken else io.BytesIO(content),
            **headers,
        }
        what = f"{method} {path[:200]!r} ?{query[:600]!r} {content[:300]!r} {headers}"
        began = time.process_time()
        try:
            with transaction.atomic():
                request = self.requests.generic(method, "/", content, secure=True, **given)
                answered: Any = self.handler.get_response(request)
                transaction.set_rollback(True)
        except Exception as error:
            report.crash(f"{type(error).__name__}: {str(error)[:200]} from {what[:1500]}")
            return None
        if (spent := time.process_time() - began) > SLOWEST_S:
            report.crash(f"{spent:.1f} s for {what[:1500]}")
        report.slowest_s = max(report.slowest_s, spent)
        status = answered.status_code
        report.reasons[str(status)] += 1
        if status >= 500 and status not in self.meant:
            report.crash(f"{status} from {what[:1500]}")
        if status >= 400:
            report.refused += 1
        return answered  # type: ignore[no-any-return]


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction of which nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undisturbed(*modules: Any) -> Iterator[FakeBroker]:
    """No limit of the rate, no broker behind ``modules``, exceptions come out, no log."""
    broker = FakeBroker()
    former = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            override_settings(
                ALLOWED_HOSTS=["*"],
                DEBUG_PROPAGATE_EXCEPTIONS=True,
                STORAGES=settings.STORAGES | PLAIN_FILES,
            ),
            ExitStack() as patches,
        ):
            for module in modules:
                patches.enter_context(patch.object(module, "sender", broker))
                patches.enter_context(patch.object(module, "buckets", Buckets(1e9, 1e9)))
            yield broker
    finally:
        logging.disable(former)


def attack(
    report: FuzzReport,
    seconds: float,
    begin: Callable[[World], Callable[[], None]],
    prepare: Callable[[], None] = lambda: None,
) -> FuzzReport:
    """Make a world, run the steps of ``begin(world)`` in it, undo it, until the time is over.

    ``prepare()`` makes before each world what may stay.
    """
    began = time.monotonic()
    until, warm_at = began + seconds, began + min(20.0, seconds / 4)

    def goes_on(end: float) -> bool:
        is_due = time.monotonic() < end or report.frames < LEAST
        return is_due and len(report.crashes) < 100

    while goes_on(until):
        prepare()
        with rolled_back():
            step = begin(make_world())
            ends = min(until, time.monotonic() + ROUND_S)
            while goes_on(ends):
                step()
                if not report.rss_before_kb and time.monotonic() >= warm_at:
                    gc.collect()
                    report.rss_before_kb = rss_kb()
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.rss_before_kb = report.rss_before_kb or report.rss_after_kb
    report.seconds = time.monotonic() - began
    return report


# The attack on HTTP push --------------------------------------------------------------------------

NAMES = ("r", "v", "t", "readings", "key", "at", "value", "quality", "cl2", "x", "good", "bad")
WORDS = (b'"cl2"', b'"x"', b'"r":', b'"v":', b'"readings":', b'"at":', b'"2026-13-01T00:00:00Z"')
LENGTHS = (
    "",
    "0",
    "-1",
    "5",
    "262145",
    "99999999999",
    "²",
    "9" * 5_000,
    "abc",
    "0x10",
    " 7 ",
    "+3",
)
TYPES = (
    *("application/json", "application/json; charset=utf-99", "", "text/plain", "\xff"),
    *(
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\xff",
    ),
    *("application/x-www-form-urlencoded", "application/json; charset=utf-16", "a" * 3_000),
)
OTHER_HEADERS = (
    ("HTTP_HOST", ("localhost", "a b", "[::1", "x" * 300, "\xff", "localhost:99999")),
    ("HTTP_ACCEPT", ("*/*", "application/json", ";q=", "\xff" * 40)),
    ("HTTP_CONTENT_ENCODING", ("gzip", "br", "\x00")),
    ("HTTP_TRANSFER_ENCODING", ("chunked", "chunked, gzip")),
    ("HTTP_X_REQUEST_ID", ("a" * 32, "x", "\xff", "a" * 9_000)),
    ("HTTP_X_FORWARDED_FOR", ("1.2.3.4", "::1", "no address", "\x00")),
    ("HTTP_ACCEPT_LANGUAGE", ("zh", "en;q=9", "*" * 900)),
    ("HTTP_COOKIE", ("a=b", ";;;=", "anlan_language=en", "anlan_language=\xff", "x" * 9_000)),
    ("HTTP_HX_REQUEST", ("true", "\xff")),
)


def corpus(at_ms: int) -> list[bytes]:
    """Good bodies of the moment."""
    return [
        orjson.dumps(message)
        for message in (
            {"t": at_ms, "v": {"cl2": 1.5, "x": 2}},
            {"r": [["cl2", at_ms, 1.5], ["x", at_ms, None, 2], ["x", at_ms - 5, 3, 1]]},
            {"readings": [{"key": "x", "at": at_ms, "value": 1.5, "quality": "good"}]},
            {"readings": [{"key": "cl2", "at": clock.now().isoformat(), "value": 1.5}]},
        )
    ]


def hostile_authorization(chance: random.Random, world: World) -> str:
    """What a request proves itself with: mostly right, or nothing of the kind."""
    token = chance.choice(
        (world.device_token,) * 4 + (world.system_token,) * 4 + (world.reader_token,)
    )
    match chance.randrange(25):
        case 0:
            return ""
        case 1:
            return chance.choice(("Bearer", "Bearer ", "bearer \x00", "Basic " + token, token))
        case 2:
            return f"Bearer {token[: chance.randrange(len(token))]}"
        case 3:
            return "Bearer " + chance.randbytes(chance.choice((1, 40, 9_000))).decode("latin-1")
        case 4:
            return "Basic " + chance.choice(("", "!!!", "YTpi", "\xff", "/////w==", "OmFubGFuXwA="))
        case _:
            return f"bEaReR  {token} "


def hostile_headers(chance: random.Random, world: World) -> dict[str, str]:
    """Headers of a request."""
    found = {"HTTP_AUTHORIZATION": hostile_authorization(chance, world)}
    if chance.random() < 0.1:
        found["CONTENT_LENGTH"] = chance.choice(LENGTHS)
    if chance.random() < 0.1:
        name, values = chance.choice(OTHER_HEADERS)
        found[name] = chance.choice(values)
    return found


def hostile_path(chance: random.Random, world: World, authorization: str) -> bytes:
    """The address, with a device's code or what looks like one; mostly what fits the token."""
    code = world.devices[0].code.encode()
    if chance.random() < 0.8:
        return b"/api/push/" + (b"" if credentials.MARK in authorization else code + b"/")
    return b"/api/push/" + chance.choice(
        (
            *(code + b"/", code + b"/", code, world.devices[1].code.encode() + b"/"),
            *(
                code + b"\x00/",
                b"\x00/",
                b"\xff\xfe/",
                "设备/".encode(),
                b"../",
                b"//",
                b"a" * 9_000,
            ),
            *(b"%00/", b"\xed\xa0\x80/", code + b"/x/", code.lower() + b"/", b"'; --/", b"\n/"),
        )
    )


def FUZZ(*, seconds: float, seed: int = 1) -> FuzzReport:
    """Attack the address that devices push to; good pushes beside must be taken throughout.

    Everything made for it is rolled back every minute. For a database nobody works with.
    """
    report, chance = FuzzReport("http_push"), random.Random(seed)
    with undisturbed(views) as broker:

        def begin(world: World) -> Callable[[], None]:
            asking = Asking(report, meant=frozenset({503}))

            def step() -> None:
                _push(chance, asking, world, broker)
                if chance.random() < 0.02:
                    _probe(asking, world, broker)

            _probe(asking, world, broker)
            return step

        attack(report, seconds, begin)
        report.forwarded = broker.readings
    return report


def _push(chance: random.Random, asking: Asking, world: World, broker: FakeBroker) -> None:
    good = corpus(int(clock.now().timestamp() * 1000))
    other = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "FOO", "")
    method = "POST" if chance.random() < 0.95 else chance.choice(other)
    broker.is_away = chance.random() < 0.05
    headers = hostile_headers(chance, world)
    answered = asking.ask(
        method,
        hostile_path(chance, world, headers["HTTP_AUTHORIZATION"]),
        hostile_json(chance, good, NAMES, WORDS),
        content_type="application/json" if chance.random() < 0.9 else chance.choice(TYPES),
        query="" if chance.random() < 0.9 else chance.choice(("a=%00", "&&&", "x=" * 9_000)),
        is_broken=chance.random() < 0.01,
        **headers,
    )
    if answered is not None and answered.status_code == 503 and not broker.is_away:
        asking.report.crash("503 with a broker that is there")
    broker.is_away = False


def _probe(asking: Asking, world: World, broker: FakeBroker) -> None:
    """A good push is answered 202, and its readings come out."""
    at_ms = int(clock.now().timestamp() * 1000)
    body = orjson.dumps({"r": [["cl2", at_ms, 1.5], ["x", at_ms, None], ["no", at_ms, 1]]})
    answered: Any = asking.ask(
        "POST", b"/api/push/", body, HTTP_AUTHORIZATION=f"Bearer {world.device_token}"
    )
    expected = [Sample("cl2", at_ms, 3.0, 0), Sample("x", at_ms, None, 2)]
    if answered is None or answered.status_code != 202 or broker.last != expected:
        asking.report.crash(f"a good push was not taken: {getattr(answered, 'content', None)!r}")
    else:
        asking.report.probes += 1
