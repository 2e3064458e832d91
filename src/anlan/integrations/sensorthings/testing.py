"""Test kit: the attack on the SensorThings interface, question by question."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, quote_plus

import orjson
from django.db import connection

from anlan.integrations.gateway.hostile import NUMBERS, anything, damage, hostile_json
from anlan.integrations.gateway.testing import FuzzReport
from anlan.integrations.http_push.testing import (
    LENGTHS,
    Asking,
    FakeBroker,
    World,
    attack,
    hostile_authorization,
    hostile_headers,
    undisturbed,
)
from anlan.integrations.sensorthings import arrays, database, writing
from anlan.integrations.sensorthings.entities import ENTITIES, SETS, EntityType
from anlan.kernel import clock
from anlan.monitoring.telemetry.models import LatestReading
from anlan.monitoring.telemetry.partitions import ensure_hour

ROOT = b"/sensorthings/v1.1"
#: Readings of the first point, one a minute, the last without a value.
READINGS = 10
PROPERTIES = sorted({name for entity in ENTITIES.values() for name in entity.properties})
LINKS = sorted({name for entity in ENTITIES.values() for name in entity.links})
FUNCTIONS = sorted({*database.FUNCTIONS, *database.SPATIAL, *database.NOT_HERE, *arrays.FUNCTIONS})
OPERATORS = (*database.COMPARE, "add", "sub", "mul", "div", "mod", "and", "or")
GEOMETRIES = (
    *(
        "POINT(119.17 29.03)",
        "POINT EMPTY",
        "POINT(nan nan)",
        "POINT(1e308 -1e308)",
        "POINT(1 2 3)",
    ),
    *("POINT Z (1 2 3)", "LINESTRING(0 0)", "LINESTRING(0 0,1 1)", "LINESTRING(1 1,1 1)"),
    *("POLYGON((0 0,2 2,0 2,2 0,0 0))", "POLYGON((0 0,1 0,1 1,0 1,0 0),(5 5,6 5,6 6,5 5))"),
    *("POLYGON((119 29,120 29,120 30,119 30,119 29))", "POLYGON EMPTY", "MULTIPOINT(1 1,2 2)"),
    "MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((1 1,3 1,3 3,1 3,1 1)))",
    *("GEOMETRYCOLLECTION(POINT(119.17 29.03),LINESTRING(0 0,1 1))", "GEOMETRYCOLLECTION EMPTY"),
    *("SRID=3857;POINT(1 2)", "SRID=4326;POINT(1 2)", "SRID=9;POINT(1 2)", "POINT(", "", "x"),
    *(
        "CIRCULARSTRING(0 0,1 1,2 0)",
        "TIN(((0 0,0 1,1 1,0 0)))",
        "POINT(1e400 1)",
        "POINT(0xffffff 1)",
        "POINT(\x00)",
    ),
    *('{"type":"Point","coordinates":[1,2]}', '{"type":"Point"}', "{}", '{"coordinates":[NaN]}'),
    *("0101000000000000000000F03F0000000000000040", "00", "0101000000", "01" * 30),
)
TIMES = (
    *("2026-11-22T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "now()"),
    *("9999-12-31T23:59:59.999Z", "1970-01-01T00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T10:00"),
    *("0000-01-01T00:00:00Z", "2026-11-22T24:00:00Z", "mindatetime()", "maxdatetime()"),
)
TEXTS = ("'a'", "''", "'测点cl2'", "'\x00'", "'%'", "'\\'", "'O''N'", "'😀'", f"'{'x' * 1_500}'")
#: Literals of each kind; some are none.
KINDS: dict[str, tuple[str, ...]] = {
    "string": TEXTS,
    "number": ("1", "2.5", "0", "-3", "1e9", "1e308", "-1e308", "1e-300", "1e999", "9" * 18, "01"),
    "datetime": TIMES,
    "geometry": tuple(f"geography'{geometry}'" for geometry in GEOMETRIES),
    "object": ("properties", "unitOfMeasurement", "null"),
}
#: Functions and what they take, by what they give; conditions apart.
GIVING: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _name, (_wants, _gives, _make) in database.FUNCTIONS.items():
    GIVING.setdefault(_gives, []).append((_name, _wants))
for _name, (_wants, _gives, _each) in arrays.FUNCTIONS.items():
    GIVING.setdefault(_gives, []).append((_name, _wants))
CONDITIONS = GIVING.pop("bool") + [(name, ("geometry", "geometry")) for name in database.SPATIAL]
#: Other options; the first are known.
ODD = (
    *("$count=true", "$count=false", "$resultFormat=dataArray", "$count=²", "$format=json"),
    *("$search=a", "$resultFormat=\x00", "$apply=x", "$=1", "$filter=", "$expand=", "$orderby="),
)


def value(chance: random.Random, entity: EntityType, depth: int) -> str:
    """A value of any kind, or what looks like one."""
    match chance.randrange(5):
        case 0:
            return chance.choice(NUMBERS).decode()
        case 1:
            return chance.choice(("null", "true", "1", *TEXTS, *TIMES))
        case 2:
            return "/".join(chance.choices((*PROPERTIES, *LINKS), k=chance.choice((1, 1, 2, 3))))
        case 3:
            given = [value(chance, entity, 0) for _argument in range(chance.randrange(5))]
            return f"{chance.choice(FUNCTIONS)}({','.join(given)})"
        case _:
            return fit(chance, entity, chance.choice(tuple(KINDS)), depth)


def fit(chance: random.Random, entity: EntityType, kind: str, depth: int) -> str:
    """A value of a kind, mostly: a literal, a property, a function."""
    if chance.random() < 0.04:
        return value(chance, entity, depth)
    if depth > 0 and chance.random() < 0.4 and kind in GIVING:
        name, wants = chance.choice(GIVING[kind])
        given = [fit(chance, entity, want.lstrip("?"), depth - 1) for want in wants]
        return f"{name}({','.join(given)})"
    if kind == "number" and depth > 0 and chance.random() < 0.3:
        left, right = (fit(chance, entity, kind, depth - 1) for _side in range(2))
        return f"({left} {chance.choice(tuple(arrays.ARITHMETIC))} {right})"
    if chance.random() < 0.5 and (found := path(chance, entity, kind)):
        return found
    return chance.choice(KINDS[kind])


def path(chance: random.Random, entity: EntityType, kind: str) -> str:
    """A property of a kind, of this entity or of one that links lead to; empty if none is met."""
    steps = []
    for _step in range(chance.choice((0, 0, 0, 1, 2, 4))):
        steps.append(chance.choice(sorted(entity.links)))
        entity = ENTITIES[entity.links[steps[-1]].target]
    names = [name for name, found in entity.properties.items() if found.kind == kind]
    return "/".join((*steps, chance.choice(names))) if names else ""


def expression(chance: random.Random, entity: EntityType, depth: int = 3) -> str:
    """A condition, or nearly."""
    if depth > 0 and chance.random() < 0.35:
        left, right = (expression(chance, entity, depth - 1) for _side in range(2))
        return chance.choice((f"not ({left})", f"{left} and {right}", f"({left} or {right})"))
    if chance.random() < 0.25:
        name, wants = chance.choice(CONDITIONS)
        return f"{name}({','.join(fit(chance, entity, want, depth) for want in wants)})"
    kind = chance.choice(("string", "number", "number", "datetime", "geometry", "object"))
    left, right = fit(chance, entity, kind, depth), fit(chance, entity, kind, depth)
    if chance.random() < 0.1:
        right = "null"
    compare = tuple(database.COMPARE)
    return f"{left} {chance.choice(compare if chance.random() < 0.97 else OPERATORS)} {right}"


def options(chance: random.Random, entity: EntityType, depth: int = 2) -> list[str]:
    """Query options as ``name=value``."""
    found = []
    for _option in range(chance.choice((0, 1, 1, 2, 3))):
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                found.append(f"$filter={expression(chance, entity)}")
            case 4:
                name = path(chance, entity, chance.choice(tuple(KINDS))) or "id"
                direction = chance.choice(("", " asc", " desc", " desc", ",id", " sideways"))
                found.append(f"$orderby={name}{direction}")
            case 5 if depth:
                link = chance.choice(sorted(entity.links))
                target = ENTITIES[entity.links[link].target]
                inner = ";".join(options(chance, target, depth - 1))
                if chance.random() < 0.1:
                    link += f"/{chance.choice(LINKS)}"
                found.append(f"$expand={link}" + (f"({inner})" if inner else ""))
            case 6:
                found.append(f"$select={','.join(chance.choices((*PROPERTIES, *LINKS), k=3))}")
            case 7 | 8:
                number = chance.choice(("0", "1", "3", "100", "1000", "100000"))
                if chance.random() < 0.2:
                    number = chance.choice(NUMBERS).decode()
                found.append(f"{chance.choice(('$top', '$skip'))}={number}")
            case _:
                found.append(chance.choice(ODD if chance.random() < 0.2 else ODD[:3]))
    return found


def resource(chance: random.Random, world: World, observation: str) -> tuple[str, EntityType]:
    """A resource path, and the entity it leads to: sets, entities, links, properties."""
    entity = chance.choice(list(SETS.values()))
    here = entity.plural
    for _step in range(chance.choice((0, 1, 1, 2, 3, 7))):
        if here.endswith(entity.plural) and chance.random() < 0.95:
            here += f"({key(chance, world, entity.name, observation)})"
        link = chance.choice(sorted(entity.links))
        if chance.random() < 0.2:
            name = chance.choice((*entity.properties, *entity.properties, *PROPERTIES))
            return f"{here}/{name}" + chance.choice(("", "/$value", "/x")), entity
        here += f"/{link}"
        entity = ENTITIES[entity.links[link].target]
    return here + chance.choice(("",) * 9 + ("/$ref", "/$ref", "/$count", "/$value", "/")), entity


def key(chance: random.Random, world: World, entity: str, observation: str) -> str:
    """The key of an entity, mostly one that is there."""
    if chance.random() < 0.15:
        return chance.choice(
            (
                *(
                    "²",
                    "'²'",
                    "٣",
                    "-1",
                    "0",
                    "''",
                    "'" + "9" * 79 + "'",
                    "9" * 18,
                    "1,2",
                    "'\x00'",
                ),
                *("'1-253402300799999'", "'1-²'", "'²-1'", "'1-0'", "'a'", "'1-" + "9" * 15 + "'"),
            )
        )
    if entity == "Datastream":
        return str(chance.choice(world.points).pk)
    if entity == "Observation":
        return f"'{observation}'"
    if entity == "ObservedProperty":
        return chance.choice(("'temperature'", "'gas_concentration'", "'other'", "'no'"))
    return str(chance.choice(world.devices).pk)


def question(chance: random.Random, world: World, observation: str) -> tuple[bytes, str]:
    """Path and query, now and then damaged."""
    where_to, entity = resource(chance, world, observation)
    where, asked = where_to.encode(), options(chance, entity)
    if chance.random() < 0.02:
        asked *= 30
    match chance.randrange(6):
        case 0:
            query = "&".join(asked).encode().decode("latin-1")  # nothing is escaped
        case 1:
            query = "&".join(quote_plus(one, safe="=") for one in asked)
        case _:
            query = "&".join(quote(one, safe="=$") for one in asked)
    if chance.random() < 0.1:
        where = damage(chance, where, [where], [b"/", b"(", b"'", b"$", b"\x00", "²".encode()])
    if chance.random() < 0.1:
        query = damage(chance, query.encode(), [b"$filter=id eq 1"]).decode("latin-1")
    return ROOT + b"/" + where, query


# Creating -----------------------------------------------------------------------------------------

NAMES = (
    *("Datastream", "@iot.id", "id", "result", "phenomenonTime", "resultTime", "resultQuality"),
    *("components", "dataArray", "FeatureOfInterest", "good", "bad"),
)


def creations(world: World, now: datetime) -> list[bytes]:
    """Good bodies of POST."""
    stream = {"@iot.id": world.points[0].pk}
    return [
        orjson.dumps(message)
        for message in (
            {"result": 1.5, "Datastream": stream, "phenomenonTime": now.isoformat()},
            {"result": 1.5, "Datastream": stream, "resultQuality": "uncertain"},
            {"result": 1.5, "Datastream": stream, "resultTime": f"{now.isoformat()}/x"},
            [
                {
                    "Datastream": stream,
                    "components": ["phenomenonTime", "result"],
                    "dataArray": [[now.isoformat(), 1.5], ["yesterday", 2], [None, 1.5]],
                }
            ],
        )
    ]


def creation(chance: random.Random, world: World) -> bytes:
    """A body of POST."""
    good = creations(world, clock.now())
    if chance.random() < 0.2:  # right but for one member
        made = orjson.loads(chance.choice(good))
        inner = made[0] if isinstance(made, list) else made
        inner[chance.choice(sorted(inner))] = anything(chance, NAMES)
        try:
            return orjson.dumps(made)
        except TypeError:  # a number that JSON does not hold
            return b"{}"
    return hostile_json(chance, good, NAMES, [b'"result":', b'"Datastream":', b'"dataArray":'])


def FUZZ(*, seconds: float, seed: int = 1) -> FuzzReport:
    """Attack every address of the interface; a plain question beside is answered right throughout.

    Everything made for it is rolled back every minute. For a database nobody works with.
    """
    report, chance = FuzzReport("sensorthings"), random.Random(seed)
    with undisturbed(writing) as broker:

        def begin(world: World) -> Callable[[], None]:
            observation = _add_readings(world)
            asking = Asking(report, meant=frozenset({501, 503}))

            def step() -> None:
                if chance.random() < 0.25:
                    _create(chance, asking, world, broker)
                else:
                    _ask(chance, asking, world, observation)
                if chance.random() < 0.02:
                    _probe(asking, world)

            _probe(asking, world)
            return step

        attack(report, seconds, begin, _prepare)
        report.forwarded = broker.readings
    return report


def _prepare() -> None:
    """Make the hours that readings lie in; made with them, nobody else could write meanwhile."""
    for ago in (READINGS, 0):
        ensure_hour(clock.now() - timedelta(minutes=ago))


def _add_readings(world: World) -> str:
    """Put readings of the first point into the store; returns the id of one as an observation."""
    newest = clock.now().replace(microsecond=0)
    times = [newest - timedelta(minutes=READINGS - 1 - number) for number in range(READINGS)]
    rows = [
        (world.points[0].pk, at, float(number) if number < READINGS - 1 else float("nan"))
        for number, at in enumerate(times)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO telemetry_reading (point_id, at, value, quality, received_at) "
            "VALUES (%s, %s, %s, CASE WHEN %s = 'NaN' THEN 2 ELSE 0 END, now())",
            [(*row, row[2]) for row in rows],
        )
    LatestReading.objects.create(
        point=world.points[0], at=newest, value=float("nan"), quality=2, received_at=newest
    )
    return f"{world.points[0].pk}-{int(times[2].timestamp() * 1000)}"


def _ask(chance: random.Random, asking: Asking, world: World, observation: str) -> None:
    where, query = question(chance, world, observation)
    method = chance.choice(("GET",) * 20 + ("HEAD", "OPTIONS", "DELETE", "PATCH", "get"))
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {world.reader_token}"}
    if chance.random() < 0.05:
        headers = hostile_headers(chance, world)
    if chance.random() < 0.05:
        given = base64.b64encode(f"any:{world.reader_token}".encode()).decode()
        headers["HTTP_AUTHORIZATION"] = f"Basic {given}"
    asking.ask(method, where, query=query, **headers)


def _create(chance: random.Random, asking: Asking, world: World, broker: FakeBroker) -> None:
    stream = chance.choice((*(str(point.pk) for point in world.points), "²", "9" * 18, "'1'", ""))
    where = chance.choice(
        (b"/Observations", b"/CreateObservations", f"/Datastreams({stream})/Observations".encode())
    )
    if chance.random() < 0.05:
        where = b"/" + resource(chance, world, "1-1")[0].encode()
    broker.is_away = chance.random() < 0.05
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {world.system_token}"}
    if chance.random() < 0.2:
        headers["HTTP_AUTHORIZATION"] = hostile_authorization(chance, world)
    if chance.random() < 0.05:
        headers["CONTENT_LENGTH"] = chance.choice(LENGTHS)
    answered = asking.ask(
        "POST",
        ROOT + where,
        creation(chance, world),
        is_broken=chance.random() < 0.01,
        **headers,
    )
    if answered is not None and answered.status_code == 503 and not broker.is_away:
        asking.report.crash("503 with a broker that is there")
    broker.is_away = False


def _probe(asking: Asking, world: World) -> None:
    """Newest readings, their number, and a thing with its streams."""
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {world.reader_token}"}
    stream, thing = world.points[0].pk, world.devices[0].pk
    rows: Any = asking.ask(
        "GET",
        ROOT + f"/Datastreams({stream})/Observations".encode(),
        query="$top=3&$count=true&$filter=result%20ge%205",
        **headers,
    )
    things: Any = asking.ask(
        "GET",
        ROOT + f"/Things({thing})".encode(),
        query="$expand=Datastreams($orderby=id;$filter=startswith(name,%27%E6%B5%8B%27))",
        **headers,
    )
    try:
        told, thing_told = orjson.loads(rows.content), orjson.loads(things.content)
        found = [row["result"] for row in told["value"]], told["@iot.count"]
        names = [row["name"] for row in thing_told["Datastreams"]]
        is_right = found == ([8.0, 7.0, 6.0], 4) and names == ["测点cl2", "测点x"]
    except (AttributeError, KeyError, TypeError, ValueError):
        is_right = False
    if is_right:
        asking.report.probes += 1
    else:
        asking.report.crash(f"a plain question was answered wrong: {rows!r} {things!r}")
