"""The units of the county by kind, as the registers hold them today: the whole of coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anlan.base.organisations.public import list_organisations, organisation_names
from anlan.base.regions.public import list_for_choice
from anlan.governance.patrols.choices import UnitKind
from anlan.kernel.actor import Actor, system_actor
from anlan.supervision.enterprises.choices import Category
from anlan.supervision.enterprises.public import list_operating

TOWN_DIGITS = 9
OFFICIAL = (UnitKind.TOWNSHIP, UnitKind.DEPARTMENT, UnitKind.PARK)


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that can be visited. ``key`` is the same over several rounds.

    ``organisation_id`` answers: of a village its township, None when that is not registered.
    """

    kind: str
    key: str
    name: str
    region_code: str
    organisation_id: int | None


def platform() -> Actor:
    """The platform's own actor for patrols: coverage counts the county, not what one sees."""
    return system_actor("patrols")


def units_of_county(prefix: str, kinds: Iterable[str] = UnitKind.values) -> list[Unit]:
    """Return the units of some kinds in a county; four queries at most, whatever its size."""
    wanted = set(kinds)
    found: list[Unit] = []
    towns: dict[str, int] = {}
    for row in list_organisations(
        platform(), kinds=[str(kind) for kind in OFFICIAL], region_prefix=prefix
    ):
        if row.kind == UnitKind.TOWNSHIP:
            towns.setdefault(row.region_code[:TOWN_DIGITS], row.id)
        if row.kind in wanted:
            found.append(Unit(row.kind, str(row.id), row.name, row.region_code, row.id))
    if UnitKind.VILLAGE in wanted:
        found += [
            Unit(
                str(UnitKind.VILLAGE),
                region.code,
                region.name.strip(),
                region.code,
                towns.get(region.code[:TOWN_DIGITS]),
            )
            for region in list_for_choice("village")
            if region.code.startswith(prefix)
        ]
    if UnitKind.ENTERPRISE in wanted:
        found += _enterprises(prefix)
    order = {kind: number for number, kind in enumerate(UnitKind.values)}
    return sorted(found, key=lambda unit: (order[unit.kind], unit.region_code, unit.name))


def _enterprises(prefix: str) -> list[Unit]:
    """Enterprises in operation: closed ones are no gap in coverage."""
    rows = {
        organisation: str(region)
        for organisation, region, _key in list_operating(Category.values)
        if str(region).startswith(prefix)
    }
    names = organisation_names(rows)
    return [
        Unit(str(UnitKind.ENTERPRISE), str(key), names[key], region, key)
        for key, region in rows.items()
        if key in names
    ]


def enterprises_in(category: str, prefix: str) -> set[str]:
    """Return the keys of the enterprises in operation of one field of supervision."""
    return {
        str(organisation)
        for organisation, region, _key in list_operating([category])
        if str(region).startswith(prefix)
    }


def by_key(units: Iterable[Unit]) -> Mapping[tuple[str, str], Unit]:
    """Return units by kind and key."""
    return {(unit.kind, unit.key): unit for unit in units}
