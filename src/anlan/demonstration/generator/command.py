"""The “1+11+N” command structure: a general headquarters, eleven special ones, sections.

004 L44 gives the number and names five of the eleven; the others are our reading (``is_assumed``).
"""

from __future__ import annotations

from .directory import Directory
from .model import CommandPost, Region
from .organisations import BUREAU, GOVERNMENT, township_office
from .tables import parts, rows

LEADER_OF_HAZARD = {
    "all": "head",
    "work_safety": "work_safety",
    "fire": "public_security",
    "flood": "agriculture",
    "forest_fire": "agriculture",
    "traffic": "urban",
    "earthquake": "work_safety",
    "geological": "urban",
    "urban": "urban",
    "special_equipment": "industry",
    "environment": "industry",
    "crowd": "culture",
}


def build_command_posts(
    directory: Directory, regions: tuple[Region, ...]
) -> tuple[CommandPost, ...]:
    """The command posts with commander, deputies and member organisations."""
    county = next(r for r in regions if r.level == "county")
    posts = []
    for row in rows("command_posts"):
        is_group = row["kind"] == "group"
        office = row["office"]
        if is_group:
            commander = directory.holders(office, "head")[0]
            deputies = directory.holders(office, "deputy")[:1]
        else:
            commander = directory.holders(GOVERNMENT, LEADER_OF_HAZARD[row["hazard"]])[0]
            deputies = directory.holders(office, "head")[:1] + directory.holders(BUREAU, "head")[:1]
            if row["kind"] == "general":
                deputies = directory.holders(GOVERNMENT, "work_safety") + deputies
        posts.append(
            CommandPost(
                key=row["key"],
                name=row["name"] if is_group else county.name + row["name"],
                kind=row["kind"],
                parent=None if row["kind"] == "general" else "general",
                hazard=row["hazard"],
                office=office,
                members=parts(row["members"]),
                commander=commander,
                deputies=tuple(dict.fromkeys(d for d in deputies if d != commander)),
                source=row["source"],
                is_assumed=row["is_assumed"] == "yes",
                region=county.code,
            )
        )
    for region in regions:
        if region.level == "township":
            office = township_office(region.code)
            posts.append(
                CommandPost(
                    key=f"section_{region.code[:9]}",
                    name=f"{region.name}分项指挥部",
                    kind="section",
                    parent="general",
                    hazard="all",
                    office=office,
                    members=(office,),
                    commander=directory.holders(office, "head")[0],
                    deputies=tuple(directory.holders(office, "deputy")[:1]),
                    source="004 L44",
                    is_assumed=True,
                    region=region.code,
                )
            )
    return tuple(posts)
