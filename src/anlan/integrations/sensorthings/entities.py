"""What the registry looks like to SensorThings.

Thing, Sensor, Location, HistoricalLocation and FeatureOfInterest are five views of a device,
Datastream of a point, ObservedProperty of a kind of quantity, Observation of a reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.utils.translation import gettext as _

from anlan.kernel.actor import Actor
from anlan.monitoring.devices.public import Quantity, visible_devices, visible_points

#: Makes the database's side of a property from the path that leads to its row.
Source = Callable[[str], Any]
OM_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
GEOJSON = "application/geo+json"


@dataclass(frozen=True, slots=True)
class Property:
    """A property: how it is shown, and how the database finds it (None: it cannot be asked for)."""

    show: Callable[[Any], Any]
    kind: str = "string"
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A navigation link: to which entity, to many or one, over which path of the database."""

    target: str
    many: bool
    prefix: str
    #: Narrows the rows of the target to those of an object; None: the same row.
    rows: Callable[[QuerySet[Any], Any], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class EntityType:
    """One of the eight entities."""

    name: str
    plural: str
    base: Callable[[Actor], QuerySet[Any]] | None
    properties: Mapping[str, Property]
    links: Mapping[str, Link]
    select_related: tuple[str, ...] = ()


def column(name: str) -> Source:
    """A column of the row."""
    return lambda prefix: F(f"{prefix}{name}")


def iso(moment: datetime | None) -> str | None:
    """A moment as the interface writes it."""
    if moment is None:
        return None
    from datetime import UTC

    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso_ms(at_ms: int) -> str:
    """Unix milliseconds as the interface writes moments."""
    from datetime import UTC

    return iso(datetime.fromtimestamp(at_ms / 1000, tz=UTC)) or ""


def _placed(actor: Actor) -> QuerySet[Any]:
    return visible_devices(actor).filter(location__isnull=False)


def _geometry(device: Any) -> dict[str, Any] | None:
    if device.location is None:
        return None
    return {"type": "Point", "coordinates": [device.location.x, device.location.y]}


def _quantity_name(prefix: str) -> Case:
    """The word of a quantity in the database."""
    return Case(
        *(
            When(**{f"{prefix}quantity": value}, then=Value(str(label)))
            for value, label in Quantity.choices
        ),
        default=Value(""),
        output_field=CharField(),
    )


def same(rows: QuerySet[Any], device: Any) -> QuerySet[Any]:
    """Another view of the same device."""
    return rows.filter(pk=device.pk)


def of_point(rows: QuerySet[Any], point: Any) -> QuerySet[Any]:
    """The device of a point."""
    return rows.filter(pk=point.device_id)


def points_of(rows: QuerySet[Any], device: Any) -> QuerySet[Any]:
    """The points of a device."""
    return rows.filter(device_id=device.pk)


_DEVICE_ID = Property(lambda d: d.pk, "number", column("pk"))

THING = EntityType(
    "Thing",
    "Things",
    visible_devices,
    {
        "id": _DEVICE_ID,
        "name": Property(lambda d: d.name, source=column("name")),
        "description": Property(lambda d: str(d.get_kind_display())),
        "properties": Property(
            lambda d: {
                "code": d.code,
                "kind": d.kind,
                "state": d.state,
                "place": d.place,
                "region": d.region_id,
                "enterprise": str(d.enterprise) if d.enterprise else None,
                "period_s": d.period_s,
            },
            "object",
        ),
        "properties/code": Property(lambda d: d.code, source=column("code")),
        "properties/kind": Property(lambda d: d.kind, source=column("kind")),
        "properties/state": Property(lambda d: d.state, source=column("state")),
        "properties/region": Property(lambda d: d.region_id, source=column("region_id")),
        "properties/period_s": Property(lambda d: d.period_s, "number", column("period_s")),
    },
    {
        "Datastreams": Link("Datastream", True, "points__", points_of),
        "Locations": Link("Location", True, "", same),
        "HistoricalLocations": Link("HistoricalLocation", True, "", same),
    },
    ("enterprise",),
)
LOCATION = EntityType(
    "Location",
    "Locations",
    _placed,
    {
        "id": _DEVICE_ID,
        "name": Property(lambda d: d.place or d.name, source=column("place")),
        "description": Property(lambda d: d.place or d.name),
        "encodingType": Property(lambda d: GEOJSON),
        "location": Property(_geometry, "geometry", column("location")),
        "properties": Property(lambda d: {"region": d.region_id}, "object"),
    },
    {
        "Things": Link("Thing", True, "", same),
        "HistoricalLocations": Link("HistoricalLocation", True, "", same),
    },
)
HISTORICAL_LOCATION = EntityType(
    "HistoricalLocation",
    "HistoricalLocations",
    _placed,
    {
        "id": _DEVICE_ID,
        "time": Property(lambda d: iso(d.created_at), "datetime", column("created_at")),
    },
    {
        "Thing": Link("Thing", False, "", same),
        "Locations": Link("Location", True, "", same),
    },
)
SENSOR = EntityType(
    "Sensor",
    "Sensors",
    visible_devices,
    {
        "id": _DEVICE_ID,
        "name": Property(lambda d: d.maker or d.name, source=column("maker")),
        "description": Property(lambda d: str(d.get_kind_display())),
        "encodingType": Property(lambda d: "text/html"),
        "metadata": Property(lambda d: d.get_absolute_url()),
        "properties": Property(
            lambda d: {
                "kind": d.kind,
                "protocol": d.protocol,
                "certificate_number": d.certificate_number,
                "calibration_due_on": d.calibration_due_on.isoformat()
                if d.calibration_due_on
                else None,
            },
            "object",
        ),
        "properties/kind": Property(lambda d: d.kind, source=column("kind")),
    },
    {"Datastreams": Link("Datastream", True, "points__", points_of)},
)
FEATURE = EntityType(
    "FeatureOfInterest",
    "FeaturesOfInterest",
    _placed,
    {
        "id": _DEVICE_ID,
        "name": Property(lambda d: d.place or d.name, source=column("place")),
        "description": Property(lambda d: d.place or d.name),
        "encodingType": Property(lambda d: GEOJSON),
        "feature": Property(_geometry, "geometry", column("location")),
    },
    {"Observations": Link("Observation", True, "points__", points_of)},
)
DATASTREAM = EntityType(
    "Datastream",
    "Datastreams",
    visible_points,
    {
        "id": Property(lambda p: p.pk, "number", column("pk")),
        "name": Property(lambda p: p.name, source=column("name")),
        "description": Property(lambda p: f"{p.device.name} {p.name}"),
        "observationType": Property(lambda p: OM_MEASUREMENT),
        "unitOfMeasurement": Property(
            lambda p: {"name": p.unit, "symbol": p.unit, "definition": f"unit:{p.unit}"}, "object"
        ),
        "unitOfMeasurement/symbol": Property(lambda p: p.unit, source=column("unit")),
        "unitOfMeasurement/name": Property(lambda p: p.unit, source=column("unit")),
        "observedArea": Property(lambda p: _geometry(p.device), "geometry"),
        "properties": Property(
            lambda p: {
                "key": p.key,
                "range_low": p.range_low,
                "range_high": p.range_high,
                "is_active": p.is_active,
            },
            "object",
        ),
        "properties/key": Property(lambda p: p.key, source=column("key")),
        "properties/range_low": Property(lambda p: p.range_low, "number", column("range_low")),
        "properties/range_high": Property(lambda p: p.range_high, "number", column("range_high")),
    },
    {
        "Thing": Link("Thing", False, "device__", of_point),
        "Sensor": Link("Sensor", False, "device__", of_point),
        "ObservedProperty": Link("ObservedProperty", False, "", lambda rows, point: rows),
        "Observations": Link("Observation", True, "", lambda rows, point: rows),
    },
    ("device",),
)
OBSERVED_PROPERTY = EntityType(
    "ObservedProperty",
    "ObservedProperties",
    None,
    {
        "id": Property(lambda q: q, source=column("quantity")),
        "name": Property(lambda q: str(Quantity(q).label), source=_quantity_name),
        "definition": Property(lambda q: f"urn:anlan:quantity:{q}"),
        "description": Property(
            lambda q: _("what a point measures: %(quantity)s") % {"quantity": Quantity(q).label}
        ),
    },
    {
        "Datastreams": Link(
            "Datastream", True, "", lambda rows, quantity: rows.filter(quantity=quantity)
        )
    },
)
OBSERVATION = EntityType(
    "Observation",
    "Observations",
    None,
    {
        "id": Property(lambda o: o.id),
        "phenomenonTime": Property(lambda o: iso_ms(o.at_ms), "datetime"),
        "resultTime": Property(lambda o: iso_ms(o.at_ms), "datetime"),
        "result": Property(lambda o: o.value, "number"),
        "resultQuality": Property(lambda o: {0: "good", 1: "uncertain"}.get(o.quality, "bad")),
    },
    {
        "Datastream": Link("Datastream", False, "", lambda rows, o: rows.filter(pk=o.point_id)),
        "FeatureOfInterest": Link(
            "FeatureOfInterest", False, "device__", lambda rows, o: rows.filter(points=o.point_id)
        ),
    },
)

ENTITIES: Mapping[str, EntityType] = {
    entity.name: entity
    for entity in (
        THING,
        LOCATION,
        HISTORICAL_LOCATION,
        DATASTREAM,
        SENSOR,
        OBSERVED_PROPERTY,
        OBSERVATION,
        FEATURE,
    )
}
SETS: Mapping[str, EntityType] = {entity.plural: entity for entity in ENTITIES.values()}
