"""The whole county in one call."""

from __future__ import annotations

from functools import partial

from .accounts import build_accounts
from .chance import Chance
from .command import build_command_posts
from .devices import build_devices
from .directory import Directory
from .divisions import read_county
from .enterprises import Siting, build_enterprises
from .ground import CHEMICAL_PARK_M2, INDUSTRIAL_PARK_M2, Ground
from .holdings import build_equipment, build_holdings, build_licences, mark_major_hazards
from .model import County
from .names import NameBook
from .organisations import build_parks, staff_county, staff_grids
from .regions import build_regions
from .roads import build_rivers, build_roads
from .rules import build_rules
from .shapes import build_layout
from .sites import build_sites
from .supplies import build_shelters, build_warehouses
from .tables import chemicals
from .teams import build_teams

DEFAULT_SEED = 20261121

# 004 L218 places the chemical park in the south of the town: 东华街道 for 龙游.
PARK_TOWNSHIP = {"330825": "330825002000"}


def generate_county(name: str, seed: int = DEFAULT_SEED) -> County:
    """A fictitious county on the real tree and boundary of ``name``, the same for the same seed.

    Raises ``UnknownCounty`` when the boundary or villages of that name are not at hand.
    """
    divisions = read_county(name)
    code = divisions.county.code
    chance = partial(Chance, seed, code)
    layout = build_layout(divisions, chance("shapes"))
    ground = Ground(layout)
    regions = build_regions(ground, chance("regions"))
    by_code = {region.code: region for region in regions}
    nodes, roads = build_roads(layout, chance("roads"))
    rivers = build_rivers(layout, chance("rivers"))

    directory = Directory(NameBook(chance("names")))
    staff_county(directory, ground, regions, chance("organisations"))
    township = PARK_TOWNSHIP.get(code[:6]) or park_township(ground)
    parks, park_faces = build_parks(directory, ground, township)
    staff_grids(directory, regions, township, chance("grids"))
    command_posts = build_command_posts(directory, regions)

    siting = Siting(ground, parks, park_faces, roads, by_code)
    enterprises = build_enterprises(directory, siting, chance("enterprises"))
    flagship = enterprises[0]
    holdings = build_holdings(enterprises, ground, chance("holdings"))
    enterprises = mark_major_hazards(enterprises, holdings)
    devices, points = build_devices(
        ground, by_code, enterprises, holdings, rivers, chance("devices")
    )
    teams = build_teams(directory, ground, by_code, parks, flagship, chance("teams"))
    warehouses = build_warehouses(directory, ground, by_code, parks, chance("warehouses"))
    shelters = build_shelters(directory, ground, by_code, chance("shelters"))
    sites = build_sites(ground, regions, flagship, directory, chance("sites"))
    accounts = build_accounts(directory, code, parks, flagship, teams, warehouses)
    return County(
        name=divisions.county.name,
        code=code,
        seed=seed,
        notes=divisions.notes,
        regions=regions,
        parks=parks,
        road_nodes=nodes,
        roads=roads,
        rivers=rivers,
        organisations=tuple(directory.organisations.values()),
        posts=tuple(directory.posts.values()),
        people=tuple(directory.people.values()),
        appointments=tuple(directory.appointments),
        command_posts=command_posts,
        enterprises=enterprises,
        holdings=holdings,
        equipment=build_equipment(enterprises, chance("equipment")),
        licences=build_licences(enterprises, chance("licences")),
        sites=sites,
        devices=devices,
        points=points,
        alarm_rules=build_rules(points),
        teams=teams,
        warehouses=warehouses,
        shelters=shelters,
        chemicals=chemicals(),
        accounts=accounts,
        flagship=flagship.key,
    )


def park_township(ground: Ground) -> str:
    """The township of the chemical park: the largest one beside the seat that has room for it."""
    seat = ground.layout.township_of_face[ground.layout.seat_face]
    room = {
        t.code: float(ground.mesh.areas[ground.layout.faces_of_township(t.code)].sum())
        for number, t in enumerate(ground.townships)
        if number != seat and len(ground.layout.divisions.villages[t.code]) > 1
    }
    needed = 3 * (CHEMICAL_PARK_M2 + INDUSTRIAL_PARK_M2)
    towns = [t.code for t in ground.towns() if room.get(t.code, 0) > needed]
    return max(towns or list(room), key=lambda c: room[c])
