"""Rescue teams: fire, chemical, medical, professional, township, social, enterprise."""

from __future__ import annotations

from .chance import Chance
from .directory import Directory
from .ground import Ground
from .model import Enterprise, Park, Position, Region, Team, TeamEquipment
from .organisations import CHEMICAL_PARK, township_office
from .tables import parts, rows

LISTED_MEMBERS = 7


def build_teams(
    directory: Directory,
    ground: Ground,
    regions: dict[str, Region],
    parks: tuple[Park, ...],
    flagship: Enterprise,
    chance: Chance,
) -> tuple[Team, ...]:
    """The teams of the table; township teams go to the largest townships."""
    place_name = ground.layout.divisions.short_name
    park = next(p for p in parks if p.key == CHEMICAL_PARK)
    rural = [t.code for t in ground.countryside()] or [t.code for t in ground.townships]
    rural.sort(key=lambda code: -regions[code].population)
    teams: list[Team] = []
    for row in rows("teams"):
        for number in range(int(row["count"])):
            if row["organisation"] == "township" and number >= len(rural):
                continue
            organisation, position, prefix = _home(
                row, number, directory, ground, regions, park, flagship, rural, place_name, chance
            )
            region = ground.village_at(position)
            leader_post = directory.add_post(
                organisation, f"team-{len(teams)}", f"{row['name']}队长", "team_leader"
            )
            leader = directory.add_person(organisation, row["leader_title"], post=leader_post)
            members = tuple(
                directory.add_person(organisation, "队员").key
                for _ in range(min(LISTED_MEMBERS, int(row["strength"]) - 1))
            )
            teams.append(
                Team(
                    key=f"T{len(teams) + 1:03d}",
                    name=prefix + row["name"],
                    kind=row["kind"],
                    capabilities=parts(row["capabilities"]),
                    region=region,
                    organisation=organisation,
                    position=position,
                    leader=leader.key,
                    members=members,
                    strength=int(row["strength"]),
                    vehicles=int(row["vehicles"]),
                    turnout_minutes=int(row["turnout_minutes"]),
                    readiness="ready",
                    equipment=_equipment(row["equipment"]),
                    source=row["source"],
                )
            )
    return tuple(teams)


def _home(
    row: dict[str, str],
    number: int,
    directory: Directory,
    ground: Ground,
    regions: dict[str, Region],
    park: Park,
    flagship: Enterprise,
    rural: list[str],
    place_name: str,
    chance: Chance,
) -> tuple[str, Position, str]:
    """Organisation, place and name prefix of a team."""
    owner = row["organisation"]
    if owner == "flagship":
        return (
            flagship.organisation,
            ground.towards(flagship.position, 120, 300),
            f"演示{place_name}",
        )
    if owner == CHEMICAL_PARK:
        return owner, ground.towards(park.centre, chance.number(500, 900), 200), f"演示{place_name}"
    if owner == "township":
        township = regions[rural[number]]
        return (
            township_office(township.code),
            ground.towards(
                township.centre or ground.seat, chance.number(50, 300), chance.number(0, 360)
            ),
            township.name,
        )
    if row["kind"] == "social":
        prefix = "" if row["name"].startswith("演示") else f"演示{place_name}"
        key = f"rescue:{row['name']}"
        position = ground.towards(ground.seat, chance.number(800, 4000), chance.number(0, 360))
        directory.add_organisation(
            key,
            prefix + row["name"],
            "rescue",
            ground.village_at(position),
            position=position,
            source=row["source"],
        )
        return key, position, prefix
    distance = 2600.0 if row["key"] == "fire_second" else chance.number(300, 3500)
    return owner, ground.towards(ground.seat, distance, chance.number(0, 360)), f"演示{place_name}"


def _equipment(text: str) -> tuple[TeamEquipment, ...]:
    """名称:数量:单位 pieces of a cell."""
    found = []
    for piece in parts(text):
        name, quantity, unit = piece.split(":")
        found.append(TeamEquipment(name, int(quantity), unit))
    return tuple(found)
