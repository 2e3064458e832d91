"""From the tree of a ``$filter`` to a condition of the database. Types are checked here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    ExpressionWrapper,
    FloatField,
    Q,
    TextField,
    Value,
)
from django.db.models.functions import (
    Cast,
    Ceil,
    Concat,
    ExtractDay,
    ExtractHour,
    ExtractMinute,
    ExtractMonth,
    ExtractSecond,
    ExtractYear,
    Floor,
    Length,
    Lower,
    NullIf,
    Right,
    Round,
    StrIndex,
    Substr,
    Trim,
    Upper,
)
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from anlan.integrations.sensorthings.entities import ENTITIES, EntityType, Property
from anlan.integrations.sensorthings.errors import BadQuery, NotSupported
from anlan.integrations.sensorthings.syntax import Call, Geometry, Literal, Node, Path
from anlan.kernel import clock

COMPARE: dict[str, Any] = {
    "eq": Exact,
    "ne": Exact,
    "gt": GreaterThan,
    "ge": GreaterThanOrEqual,
    "lt": LessThan,
    "le": LessThanOrEqual,
}
PARTS: dict[str, Any] = {
    "year": ExtractYear,
    "month": ExtractMonth,
    "day": ExtractDay,
    "hour": ExtractHour,
    "minute": ExtractMinute,
    "second": ExtractSecond,
}
SPATIAL = {
    "st_within": "within",
    "st_intersects": "intersects",
    "geo.intersects": "intersects",
    "st_contains": "contains",
    "st_equals": "equals",
    "st_disjoint": "disjoint",
    "st_touches": "touches",
    "st_overlaps": "overlaps",
    "st_crosses": "crosses",
}
_WKT = re.compile(
    r"\s*(?:SRID=4326;)?(?!.*(?:nan|inf|0x))(?P<shape>[a-z][a-z\s(),.+\-\d]*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
NOT_HERE = frozenset({"st_relate", "geo.length", "date", "time", "fractionalseconds"})


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression with its type: number, string, datetime, bool, geometry or null."""

    expression: Any
    kind: str


def resolve(entity: EntityType, path: Path) -> tuple[Property, str]:
    """Follow a path over the links of entities; returns the property and the prefix of its row."""
    prefix = ""
    parts = list(path.parts)
    while parts and parts[0] in entity.links:
        link = entity.links[parts.pop(0)]
        prefix += link.prefix
        entity = ENTITIES[link.target]
        if len(prefix) > 60:
            raise BadQuery("the path is too long")
    name = "/".join(parts)
    name = {"@iot.id": "id"}.get(name, name)
    found = entity.properties.get(name)
    if found is None:
        raise BadQuery(f"{entity.name} has no property '{name[:60]}'")
    return found, prefix


def expression_of(entity: EntityType, path: Path) -> Typed:
    """Return the database's side of a property."""
    found, prefix = resolve(entity, path)
    if found.source is None:
        raise NotSupported(f"'{'/'.join(path.parts)[:80]}' cannot be filtered or ordered by")
    return Typed(found.source(prefix), found.kind)


def _literal(value: Any) -> Typed:
    if value is None:
        return Typed(None, "null")
    if isinstance(value, bool):
        return Typed(Value(value, BooleanField()), "bool")
    if isinstance(value, int | float):
        return Typed(Value(float(value), FloatField()), "number")
    if isinstance(value, datetime):
        return Typed(Value(value, DateTimeField()), "datetime")
    if "\x00" in value:
        raise BadQuery("a text holds a character that no record holds")
    return Typed(Value(value, CharField()), "string")


def build(entity: EntityType, node: Node) -> Typed:
    """Turn a tree into a typed expression. Raises ``BadQuery``."""
    if isinstance(node, Literal):
        return _literal(node.value)
    if isinstance(node, Path):
        return expression_of(entity, node)
    if isinstance(node, Geometry):
        return Typed(_shape(node.wkt), "geometry")
    return _call(entity, node)


def _shape(text: str) -> GEOSGeometry:
    """Read well-known text of places on earth.

    Numbers are looked at first: GEOS 3.11 ends the whole process when it writes one of three
    hundred digits, and it reads other forms than this interface speaks.
    """
    found = _WKT.fullmatch(text)
    if found is None or any(abs(float(one)) > 360 for one in _NUMBER.findall(found["shape"])):
        raise BadQuery("the geometry is not well-known text of degrees")
    try:
        return GEOSGeometry(text, srid=4326)
    except (GEOSException, GDALException, ValueError, TypeError):
        raise BadQuery("the geometry is not well-known text") from None


def condition(entity: EntityType, node: Node) -> Any:
    """Return what a ``$filter`` says as a condition of the database."""
    found = build(entity, node)
    if found.kind != "bool":
        raise BadQuery("the filter is no condition")
    return found.expression


def _as_q(found: Typed) -> Q:
    if found.kind != "bool":
        raise BadQuery("and, or and not join conditions")
    return found.expression if isinstance(found.expression, Q) else Q(found.expression)


def _call(entity: EntityType, node: Call) -> Typed:
    if node.name in NOT_HERE:
        raise NotSupported(f"{node.name} is not supported")
    if node.name in SPATIAL:
        return _spatial(entity, node)
    given = [build(entity, argument) for argument in node.arguments]
    if node.name in ("and", "or"):
        joined = _as_q(given[0])
        for one in given[1:]:
            joined = joined & _as_q(one) if node.name == "and" else joined | _as_q(one)
        return Typed(joined, "bool")
    if node.name == "not":
        return Typed(~_as_q(given[0]), "bool")
    if node.name in COMPARE:
        return _compare(node.name, *given)
    if node.name in ("add", "sub", "mul", "div", "mod"):
        return _arithmetic(node.name, *given)
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise BadQuery(f"there is no function {node.name[:40]}")
    wants, gives, make = function
    if len(given) not in (len(wants), len(wants) - wants.count("?number")):
        raise BadQuery(f"{node.name} takes {len(wants)} arguments")
    for one, want in zip(given, wants, strict=False):
        if one.kind != want.lstrip("?"):
            raise BadQuery(f"{node.name} takes a {want.lstrip('?')}, not a {one.kind}")
    return Typed(make(*(one.expression for one in given)), gives)


def _compare(name: str, left: Typed, right: Typed) -> Typed:
    if "null" in (left.kind, right.kind):
        other = right if left.kind == "null" else left
        if name not in ("eq", "ne") or other.expression is None:
            raise BadQuery("null is only compared with eq and ne")
        if other.kind == "bool":
            raise BadQuery("a condition is never null")
        found: Any = IsNull(other.expression, name == "eq")
        return Typed(Q(found), "bool")
    if left.kind != right.kind or left.kind in ("geometry", "object"):
        raise BadQuery(f"a {left.kind} cannot be compared with a {right.kind}")
    if left.kind == "bool":
        return _compare_conditions(name, left, right)
    sides = [_plain(one) for one in (left, right)]
    found = Q(COMPARE[name](*sides))
    return Typed(~found if name == "ne" else found, "bool")


def _compare_conditions(name: str, left: Typed, right: Typed) -> Typed:
    """``startswith(name, 'a') eq true``: as older clients write it."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other.expression, Value):
            wanted = bool(other.expression.value) == (name == "eq")
            if name not in ("eq", "ne") or isinstance(one.expression, Value):
                break
            return Typed(_as_q(one) if wanted else ~_as_q(one), "bool")
    raise BadQuery("conditions are only compared with true and false")


def _plain(one: Typed) -> Any:
    if one.kind == "number":
        return Cast(one.expression, FloatField())
    if one.kind == "string":
        return Cast(one.expression, TextField())
    return one.expression


def _arithmetic(name: str, left: Typed, right: Typed) -> Typed:
    if left.kind != "number" or right.kind != "number":
        raise BadQuery(f"{name} takes numbers")
    a: Any = Cast(left.expression, FloatField())
    b: Any = Cast(right.expression, FloatField())
    if name in ("div", "mod"):
        b = NullIf(b, Value(0.0, FloatField()))
    made: Callable[[], Any] = {
        "add": lambda: a + b,
        "sub": lambda: a - b,
        "mul": lambda: a * b,
        "div": lambda: a / b,
        "mod": lambda: a - b * Floor(ExpressionWrapper(a / b, FloatField())),
    }[name]
    return Typed(ExpressionWrapper(made(), FloatField()), "number")


def _spatial(entity: EntityType, node: Call) -> Typed:
    """A relation between a place and a given geometry."""
    if len(node.arguments) != 2:
        raise BadQuery(f"{node.name} takes two geometries")
    first, second = node.arguments
    turned = isinstance(first, Geometry)
    place, shape = (second, first) if turned else (first, second)
    if not isinstance(place, Path) or not isinstance(shape, Geometry):
        raise BadQuery(f"{node.name} takes a property and a geometry")
    found = expression_of(entity, place)
    if found.kind != "geometry":
        raise BadQuery(f"{node.name} takes geometries")
    lookup = SPATIAL[node.name]
    if turned:
        lookup = {"within": "contains", "contains": "within"}.get(lookup, lookup)
    given = build(entity, shape).expression
    return Typed(Q(**{f"{found.expression.name}__{lookup}": given}), "bool")


def _text(value: Any) -> Any:
    return Cast(value, TextField())


def _ends(text: Any, end: Any) -> Any:
    if not isinstance(end, Value) or not end.value:
        raise BadQuery("endswith takes a text of at least one character")
    return Q(Exact(Right(_text(text), len(end.value)), _text(end)))


def _part(cls: Any) -> Callable[[Any], Any]:
    return lambda moment: cls(moment, tzinfo=UTC)


def _distance(place: Any, shape: Any) -> Any:
    """Distance in degrees, as the standard leaves it."""
    if isinstance(place, GEOSGeometry):
        place, shape = shape, place
    if isinstance(place, GEOSGeometry) or not isinstance(shape, GEOSGeometry):
        raise BadQuery("geo.distance takes a property and a geometry")
    return GeometryDistance(place, Value(shape, GeometryField(srid=4326)))


Function = tuple[tuple[str, ...], str, Callable[..., Any]]
FUNCTIONS: dict[str, Function] = {
    "substringof": (
        ("string", "string"),
        "bool",
        lambda part, text: Q(GreaterThan(StrIndex(_text(text), _text(part)), 0)),
    ),
    "startswith": (
        ("string", "string"),
        "bool",
        lambda text, begin: Q(Exact(StrIndex(_text(text), _text(begin)), 1)),
    ),
    "endswith": (("string", "string"), "bool", _ends),
    "length": (("string",), "number", lambda text: Length(_text(text))),
    "indexof": (
        ("string", "string"),
        "number",
        lambda text, part: StrIndex(_text(text), _text(part)) - 1,
    ),
    "substring": (
        ("string", "number", "?number"),
        "string",
        lambda text, begin, *count: Substr(_text(text), _count(begin) + 1, *map(_count, count)),
    ),
    "tolower": (("string",), "string", lambda text: Lower(_text(text))),
    "toupper": (("string",), "string", lambda text: Upper(_text(text))),
    "trim": (("string",), "string", lambda text: Trim(_text(text))),
    "concat": (
        ("string", "string"),
        "string",
        lambda a, b: Concat(_text(a), _text(b), output_field=TextField()),
    ),
    "round": (("number",), "number", lambda number: Round(Cast(number, FloatField()))),
    "floor": (("number",), "number", lambda number: Floor(Cast(number, FloatField()))),
    "ceiling": (("number",), "number", lambda number: Ceil(Cast(number, FloatField()))),
    "now": ((), "datetime", lambda: Value(clock.now(), DateTimeField())),
    "mindatetime": (
        (),
        "datetime",
        lambda: Value(datetime(1, 1, 2, tzinfo=UTC), DateTimeField()),
    ),
    "maxdatetime": (
        (),
        "datetime",
        lambda: Value(datetime(9999, 12, 30, tzinfo=UTC), DateTimeField()),
    ),
    "totaloffsetminutes": (("datetime",), "number", lambda _moment: Value(0.0, FloatField())),
    "geo.distance": (("geometry", "geometry"), "number", _distance),
    **{name: (("datetime",), "number", _part(cls)) for name, cls in PARTS.items()},
}


def _count(value: Any) -> int:
    """A whole number of characters."""
    if not isinstance(value, Value) or not 0 <= value.value <= 10_000:
        raise BadQuery("substring counts characters with numbers from 0 on")
    return int(value.value)
