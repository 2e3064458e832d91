"""What a generated county consists of: plain frozen records, no database.

Records point at each other by key (a text): organisations, people, enterprises and devices each
have one. Positions are WGS-84 degrees, shapes are shapely geometries in the same system. What a
reader could mistake for a fact (shapes, roads) carries ``is_generated``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, NamedTuple

from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry


class Position(NamedTuple):
    """A place on the ground: WGS-84 degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class Region:
    """An administrative unit; ``code`` has 12 digits (a grid 15), ``population`` is generated."""

    code: str
    name: str
    short_name: str
    level: str  # province, city, county, township, village, grid
    parent: str | None
    centre: Position | None
    boundary: MultiPolygon | None
    is_generated: bool  # True: the shape (and for a grid, its very existence) is invented
    population: int = 0
    households: int = 0


@dataclass(frozen=True)
class RoadNode:
    """A junction or a road's end."""

    key: str
    position: Position


@dataclass(frozen=True)
class Road:
    """A stretch between two junctions."""

    key: str
    name: str
    road_class: str  # national, provincial, county, township
    speed_km_h: int
    from_node: str
    to_node: str
    length_m: float
    line: LineString
    is_generated: bool = True


@dataclass(frozen=True)
class River:
    """A watercourse for the base map and for river stations."""

    key: str
    name: str
    order: int  # 1 main river, 2 tributary
    line: LineString
    is_generated: bool = True


@dataclass(frozen=True)
class Park:
    """An industrial park or chemical park: a site with an authority of its own."""

    key: str
    name: str
    kind: str  # industrial, chemical
    region: str
    centre: Position
    boundary: MultiPolygon
    organisation: str
    is_generated: bool = True


@dataclass(frozen=True)
class Organisation:
    """An office: department, township government, park authority, committee, service, firm."""

    key: str
    name: str
    short_name: str
    kind: str  # government, department, township, park, committee, agency, enterprise, rescue
    region: str
    parent: str | None
    position: Position | None
    phone: str
    duties: str = ""
    source: str = ""


@dataclass(frozen=True)
class Post:
    """A post in an organisation; people hold it in A (first) or B (deputising) role."""

    key: str
    organisation: str
    name: str
    kind: str  # leader, deputy, duty, officer, grid, keeper, safety_manager, team_leader, member
    order: int


@dataclass(frozen=True)
class Person:
    """A fictitious person: the name ends in 演示, the telephone begins with 000."""

    key: str
    name: str
    phone: str
    organisation: str
    title: str
    region: str


@dataclass(frozen=True)
class Appointment:
    """Who holds a post, in which role."""

    person: str
    post: str
    role: str  # A or B


@dataclass(frozen=True)
class CommandPost:
    """A node of the 1+11+N command structure."""

    key: str
    name: str
    kind: str  # general, special, section, group
    parent: str | None
    hazard: str
    office: str  # organisation that runs its daily office
    members: tuple[str, ...]
    commander: str | None
    deputies: tuple[str, ...]
    source: str
    is_assumed: bool  # the source names five of the eleven; the others are our reading
    region: str = ""


@dataclass(frozen=True)
class Value:
    """A number with its unit, where it comes from and whether somebody saw that source."""

    value: float
    unit: str
    source: str
    is_verified: bool


@dataclass(frozen=True)
class Chemical:
    """A substance of the catalogue ``supervision/chemicals/data/chemicals.csv``."""

    cas: str
    name: str
    english_name: str
    un_number: str
    formula: str
    state: str
    hazards: tuple[str, ...]
    first_actions: str
    values: dict[str, Value] = field(hash=False)


@dataclass(frozen=True)
class ChemicalHolding:
    """How much of a substance an enterprise may have in one vessel."""

    enterprise: str
    cas: str
    substance: str
    role: str  # product, raw_material, fuel, refrigerant, intermediate
    vessel: str
    vessel_kind: str
    quantity_t: float
    design_quantity_t: float
    position: Position


@dataclass(frozen=True)
class Equipment:
    """A registered piece of equipment of an enterprise."""

    key: str
    enterprise: str
    name: str
    kind: str
    registration_number: str
    next_inspection_on: str  # ISO date
    position: Position


@dataclass(frozen=True)
class Licence:
    """A licence of an enterprise."""

    enterprise: str
    kind: str
    number: str
    issuer: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class Enterprise:
    """A fictitious firm; ``key`` is its unified social credit code."""

    key: str
    name: str
    short_name: str
    sector: str
    sector_name: str
    category: (
        str  # hazchem, industry, mining, construction, transport, fire_crowd, energy, agriculture…
    )
    industry_code: str
    organisation: str
    supervisor: str  # organisation that supervises it
    region: str  # village
    township: str
    park: str | None
    address: str
    position: Position
    employees: int
    risk_level: int  # 1 red … 4 blue
    is_above_scale: bool
    is_major_hazard: bool
    established_on: str
    status: str
    principal: str
    safety_manager: str
    risk_keywords: tuple[str, ...]


@dataclass(frozen=True)
class SensitiveSite:
    """A place with people who need protection: school, hospital, estate, market …"""

    key: str
    name: str
    kind: str
    region: str
    position: Position
    people_day: int
    people_night: int
    contact_phone: str


@dataclass(frozen=True)
class Behaviour:
    """How a point behaves on a normal day, for the simulator."""

    kind: str  # steady, diurnal, tank, rain, river, walk (see ``behaviours``)
    mean: float
    noise: float  # standard deviation of one reading
    swing: float  # half amplitude of the daily wave (tank: of the filling cycle)
    peak_hour: float
    floor: float
    ceiling: float
    decimals: int


@dataclass(frozen=True)
class Point:
    """One measured quantity of a device; (device, key) is unique and is the MQTT address."""

    device: str
    key: str
    name: str
    quantity: str
    unit: str
    range_low: float
    range_high: float
    cas: str | None
    behaviour: Behaviour


@dataclass(frozen=True)
class Device:
    """A measuring device; readings arrive on ``anlan/v1/telemetry/<code>``."""

    code: str
    name: str
    kind: str
    enterprise: str | None
    organisation: str
    region: str
    position: Position
    protocol: str
    period_s: int
    equipment: str | None = None


@dataclass(frozen=True)
class AlarmRule:
    """A threshold for points of a quantity, narrowed by device kind, substance, key or device."""

    code: str
    name: str
    quantity: str
    device_kind: str | None
    cas: str | None
    device: str | None
    point: str | None  # key of the points meant; on every device unless ``device`` is given
    direction: str  # above, below
    level: int  # 1 red … 4 blue
    limit: float
    unit: str
    dead_band: float
    delay_s: int
    derivation: str
    basis: str
    is_verified: bool


@dataclass(frozen=True)
class TeamEquipment:
    """Equipment of a rescue team."""

    name: str
    quantity: int
    unit: str


@dataclass(frozen=True)
class Team:
    """A rescue team."""

    key: str
    name: str
    kind: str  # comprehensive, professional, grassroots, medical, social, enterprise
    capabilities: tuple[str, ...]
    region: str
    organisation: str
    position: Position
    leader: str
    members: tuple[str, ...]
    strength: int
    vehicles: int
    turnout_minutes: int
    readiness: str
    equipment: tuple[TeamEquipment, ...]
    source: str = ""


@dataclass(frozen=True)
class StockItem:
    """A line of stock; plans ask for the code."""

    code: str
    name: str
    category: str
    quantity: int
    unit: str
    minimum: int
    expires_on: str | None


@dataclass(frozen=True)
class Warehouse:
    """A store of emergency supplies."""

    key: str
    name: str
    kind: str
    region: str
    organisation: str
    position: Position
    keeper: str
    stock: tuple[StockItem, ...]


@dataclass(frozen=True)
class Shelter:
    """A place where evacuated people stay."""

    key: str
    name: str
    kind: str
    region: str
    organisation: str
    position: Position
    capacity: int
    open_places: int
    area_m2: int
    keeper: str


@dataclass(frozen=True)
class DemoAccount:
    """A sign-in for the demonstration."""

    username: str
    role: str
    person: str
    password: str
    scope_kind: str  # region, organisation, all
    scope_value: str


@dataclass(frozen=True)
class County:
    """The whole demonstration county."""

    name: str
    code: str
    seed: int
    notes: tuple[str, ...]
    regions: tuple[Region, ...]
    parks: tuple[Park, ...]
    road_nodes: tuple[RoadNode, ...]
    roads: tuple[Road, ...]
    rivers: tuple[River, ...]
    organisations: tuple[Organisation, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    appointments: tuple[Appointment, ...]
    command_posts: tuple[CommandPost, ...]
    enterprises: tuple[Enterprise, ...]
    holdings: tuple[ChemicalHolding, ...]
    equipment: tuple[Equipment, ...]
    licences: tuple[Licence, ...]
    sites: tuple[SensitiveSite, ...]
    devices: tuple[Device, ...]
    points: tuple[Point, ...]
    alarm_rules: tuple[AlarmRule, ...]
    teams: tuple[Team, ...]
    warehouses: tuple[Warehouse, ...]
    shelters: tuple[Shelter, ...]
    chemicals: tuple[Chemical, ...]
    accounts: tuple[DemoAccount, ...]
    flagship: str  # key of the flagship enterprise

    def digest(self) -> str:
        """SHA-256 over every field of every record: equal digests mean equal counties."""
        sha = hashlib.sha256()
        _feed(sha, self)
        return sha.hexdigest()


def _feed(sha: Any, value: Any) -> None:
    """Feed a record to a hash in a stable order."""
    if isinstance(value, BaseGeometry):
        sha.update(value.wkb)
    elif is_dataclass(value):
        for item in fields(value):
            _feed(sha, getattr(value, item.name))
    elif isinstance(value, dict):
        for key in sorted(value):
            _feed(sha, key)
            _feed(sha, value[key])
    elif isinstance(value, tuple):
        sha.update(b"(")
        for item in value:
            _feed(sha, item)
        sha.update(b")")
    else:
        sha.update(repr(value).encode())
        sha.update(b";")
