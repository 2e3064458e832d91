"""One demonstration account for each role."""

from __future__ import annotations

from anlan.base.accounts.constants import DEMONSTRATION_PASSWORD

from .directory import Directory
from .model import DemoAccount, Enterprise, Park, Team, Warehouse
from .organisations import BUREAU, CHEMICAL_PARK, GOVERNMENT, township_office

DEPARTMENT = "ecology"


def build_accounts(
    directory: Directory,
    county: str,
    parks: tuple[Park, ...],
    flagship: Enterprise,
    teams: tuple[Team, ...],
    warehouses: tuple[Warehouse, ...],
) -> tuple[DemoAccount, ...]:
    """Accounts named after their role, each of them a person with the post that fits."""
    park = next(p for p in parks if p.key == CHEMICAL_PARK)
    office = township_office(park.region)
    team = next(t for t in teams if t.organisation == CHEMICAL_PARK)
    store = next(w for w in warehouses if w.kind == "chemical")
    grid = next(
        p
        for p in directory.people.values()
        if p.organisation == office and p.region == f"{flagship.region}001"
    )

    def first(organisation: str, slug: str) -> str:
        return directory.holders(organisation, slug)[0]

    plan = (
        ("county_leader", first(GOVERNMENT, "work_safety"), "region", county),
        ("commander", first(BUREAU, "head"), "region", county),
        ("duty_officer", first(BUREAU, "duty"), "region", county),
        ("bureau_officer", first(BUREAU, "hazchem_chief"), "region", county),
        ("department_officer", first(DEPARTMENT, "safety"), "organisation", DEPARTMENT),
        ("township_officer", first(office, "station"), "region", park.region),
        ("grid_worker", grid.key, "region", flagship.region),
        ("enterprise_manager", flagship.safety_manager, "organisation", flagship.organisation),
        ("team_leader", team.leader, "organisation", team.organisation),
        ("warehouse_keeper", store.keeper, "organisation", store.organisation),
        ("system_admin", first(BUREAU, "system_admin"), "all", ""),
        ("security_admin", first(BUREAU, "security_admin"), "all", ""),
        ("auditor", first(BUREAU, "auditor"), "all", ""),
    )
    return tuple(
        DemoAccount(role, role, person, DEMONSTRATION_PASSWORD, kind, value)
        for role, person, kind, value in plan
    )
