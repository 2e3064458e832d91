"""What the platform knows of a site: its vessels, the people around, what must be protected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.gis.geos import Point

from anlan.decision.consequence.effects.site.case import Settings, Vessel
from anlan.decision.consequence.effects.site.poison import model_of
from anlan.decision.consequence.effects.site.targets import equipment_of, limit_of, rule_of
from anlan.decision.consequence.effects.substances import substances
from anlan.decision.consequence.selectors.site_area import SiteArea
from anlan.decision.consequence.selectors.site_wind import SiteWind
from anlan.decision.onemap.public import sites_in
from anlan.kernel.actor import Actor, system_actor
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.contracts import EnterpriseInfo, HoldingInfo
from anlan.supervision.enterprises.public import get_enterprise, list_near
from anlan_science.risk.gb_t_37243_2019 import choose_method

#: People are counted so far around the area. [m]
PEOPLE_M = 5000.0
#: Settlements are spread over a circle; at other sites everybody stands at the place. [m]
SETTLEMENT_M = 200.0
#: The staff of an enterprise is spread over its plant. [m]
PLANT_M = 100.0
SETTLEMENTS = frozenset({"village", "residential"})
#: Share of the staff of an enterprise that is there by night.
NIGHT_STAFF = 0.3
#: Plants are wide: their gate may lie outside the area that holds their tanks. [m]
GATE_M = 500.0
MOST_ENTERPRISES = 2000
#: Who counts the people: a risk does not depend on who asks.
EVERYBODY = system_actor("risk")
GASES = frozenset({"gas", "compressed_gas", "dissolved_gas"})
UNPRESSURISED = frozenset({"atmospheric_tank", "underground_tank"})


@dataclass
class SiteVessels:
    """Vessels that are computed, those that are not with the reason, and the gases of 37243."""

    counted: list[Vessel] = field(default_factory=list)
    #: {owner, name, substance, quantity_t, reason}
    left_out: list[dict[str, Any]] = field(default_factory=list)
    owners: set[int] = field(default_factory=set)
    has_explosives: bool = False
    #: Enterprises inside the area whose dossiers the actor may not read.
    hidden: int = 0
    #: (substance, quantity, threshold) of toxic and flammable gases [t]
    gases: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def enterprises(self) -> int:
        """Number of enterprises with a vessel that is computed."""
        return len({vessel.owner for vessel in self.counted})


def vessels_of(area: SiteArea, actor: Actor) -> SiteVessels:
    """Return the vessels of the visible dossiers inside an area, by enterprise and number."""
    found = SiteVessels()
    firms = list(_enterprises(area, actor))
    if area.enterprise_id is None:
        seen = {firm.id for firm in firms}
        found.hidden = sum(firm.id not in seen for firm in _within(area, EVERYBODY))
    known = {c.id: c for c in list_chemicals({h.chemical_id for f in firms for h in f.chemicals})}
    for firm in firms:
        for holding in sorted(firm.chemicals, key=lambda h: h.id):
            longitude = holding.longitude if holding.longitude is not None else firm.longitude
            latitude = holding.latitude if holding.latitude is not None else firm.latitude
            if longitude is None or latitude is None:
                _leave_out(found, firm, holding, "no_place")
                continue
            if area.enterprise_id is None and not area.shape.covers(
                Point(longitude, latitude, srid=4326)
            ):
                continue
            _take(found, firm, holding, known[holding.chemical_id], area.place(longitude, latitude))
    return found


def _enterprises(area: SiteArea, actor: Actor) -> Iterator[EnterpriseInfo]:
    if area.enterprise_id is not None:
        yield get_enterprise(area.enterprise_id, actor)
        return
    wide = area.around(GATE_M)
    for firm in _near(area, GATE_M, actor):
        if wide.covers(Point(firm.longitude, firm.latitude, srid=4326)):
            yield get_enterprise(firm.id, actor)


def _near(area: SiteArea, margin_m: float, actor: Actor) -> list[EnterpriseInfo]:
    """Return the enterprises around an area that are not closed down, by number."""
    near = list_near(
        longitude=area.longitude,
        latitude=area.latitude,
        radius_m=area.radius_m + margin_m,
        actor=actor,
        limit=MOST_ENTERPRISES,
    )
    return sorted((firm for firm in near if firm.status != "closed"), key=lambda firm: firm.id)


def _within(area: SiteArea, actor: Actor) -> Iterator[EnterpriseInfo]:
    for firm in _near(area, 0.0, actor):
        if area.shape.covers(Point(firm.longitude, firm.latitude, srid=4326)):
            yield firm


def _take(
    found: SiteVessels,
    firm: EnterpriseInfo,
    holding: HoldingInfo,
    chemical: ChemicalInfo,
    place: tuple[float, float],
) -> None:
    quantity = max(holding.design_quantity_t or 0.0, holding.quantity_t)
    hazards = set(chemical.hazards)
    found.owners.add(firm.id)
    if "explosive" in hazards and chemical.state == "solid":
        found.has_explosives = True
    if hazards & {"toxic_gas", "flammable_gas"} and chemical.threshold_t and quantity > 0.0:
        found.gases.append((chemical.name, quantity, chemical.threshold_t))
    reason = _reason(holding, chemical, quantity)
    if reason:
        _leave_out(found, firm, holding, reason)
        return
    substance = substances()[chemical.cas]
    burns = bool(substance.lower_limit and substance.heat_of_combustion)
    found.counted.append(
        Vessel(
            key=str(holding.id),
            owner=firm.name,
            owner_id=firm.id,
            name=holding.container,
            substance=chemical.name,
            cas=chemical.cas,
            equipment=equipment_of(holding.container_kind),
            quantity_kg=quantity * 1000.0,
            x=place[0],
            y=place[1],
            is_gas=chemical.state in GASES,
            is_toxic=bool(hazards & {"toxic", "toxic_gas"}),
            is_flammable=burns and bool(hazards & {"flammable_gas", "flammable_liquid"}),
            liquid_density=chemical.liquid_density_kg_m3,
        )
    )


def _reason(holding: HoldingInfo, chemical: ChemicalInfo, quantity: float) -> str:
    """Return why a vessel is not computed; empty when it is."""
    hazards = set(chemical.hazards)
    boiling = chemical.boiling_point_c
    if quantity <= 0.0:
        return "empty"
    if chemical.state == "solid":
        return "solid"
    if chemical.cas not in substances():
        return "no_data"
    if not equipment_of(holding.container_kind):
        return "no_frequency"
    is_solution = (
        holding.container_kind in UNPRESSURISED
        and boiling is not None
        and boiling < 20.0
        and chemical.state != "cryogenic_liquid"
    )
    if is_solution:
        return "solution"
    substance = substances()[chemical.cas]
    burns = substance.lower_limit and substance.heat_of_combustion
    if burns and hazards & {"flammable_gas", "flammable_liquid"}:
        return ""
    if hazards & {"toxic", "toxic_gas"}:
        return "" if model_of(chemical.cas) else "no_probit"
    return "harmless"


def _leave_out(found: SiteVessels, firm: EnterpriseInfo, holding: HoldingInfo, reason: str) -> None:
    found.left_out.append(
        {
            "owner": firm.name,
            "name": holding.container,
            "substance": holding.name,
            "quantity_t": holding.quantity_t,
            "reason": reason,
        }
    )


def people_of(
    area: SiteArea, vessels: SiteVessels, settings: Settings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return everybody around the area, and the protected targets with their limits.

    Whoever asks: a risk must not depend on how much of the map its reader may see.
    """
    people: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    for site in sites_in(area.around(PEOPLE_M)):
        x, y = area.place(site.longitude, site.latitude)
        people.append(
            {
                "name": site.name,
                "kind": site.kind,
                "x": x,
                "y": y,
                "day": site.people_day,
                "night": site.people_night,
                "radius": SETTLEMENT_M if site.kind in SETTLEMENTS else 0.0,
                "owner": 0,
            }
        )
        number = max(site.people_day, site.people_night)
        targets.append(_target(site.name, site.kind, number, x, y, settings, site.id))
    for firm in _near(area, PEOPLE_M, EVERYBODY):
        if firm.longitude is None or firm.latitude is None:
            continue
        is_own = firm.id in vessels.owners
        x, y = area.place(firm.longitude, firm.latitude)
        if firm.employees > 0:
            people.append(
                {
                    "name": firm.name,
                    "kind": "enterprise",
                    "x": x,
                    "y": y,
                    "day": firm.employees,
                    "night": round(NIGHT_STAFF * firm.employees),
                    "radius": PLANT_M,
                    "owner": firm.id,
                }
            )
        if not is_own:
            targets.append(
                _target(firm.name, "enterprise", firm.employees, x, y, settings, firm.id)
            )
    return people, targets


def _target(
    name: str, kind: str, people: int, x: float, y: float, settings: Settings, number: int
) -> dict[str, Any]:
    rule = rule_of(kind, people)
    return {
        "id": number,
        "name": name,
        "kind": kind,
        "people": people,
        "x": x,
        "y": y,
        "target": rule.target.value,
        "limit": limit_of(rule.target, is_in_use=settings.is_in_use),
        "clause": rule.clause,
        "is_verified": rule.is_verified,
    }


def method_of(vessels: SiteVessels) -> dict[str, Any]:
    """Return the method of GB/T 37243-2019 with what it follows from."""
    quantities = [quantity for _name, quantity, _threshold in vessels.gases]
    thresholds = [threshold for _name, _quantity, threshold in vessels.gases]
    method = choose_method(
        has_explosives=vessels.has_explosives, quantity=quantities, threshold=thresholds
    )
    together: dict[tuple[str, float], float] = {}
    for name, quantity, threshold in vessels.gases:
        together[name, threshold] = together.get((name, threshold), 0.0) + quantity
    return {
        "method": method.name.lower(),
        "has_explosives": vessels.has_explosives,
        "gases": [[name, round(q, 3), t] for (name, t), q in together.items()],
        "sum": sum(q / t for q, t in zip(quantities, thresholds, strict=True)),
    }


def inputs_of(
    area: SiteArea, vessels: SiteVessels, wind: SiteWind, settings: Settings
) -> dict[str, Any]:
    """Return everything an assessment is computed from, as plain values."""
    people, targets = people_of(area, vessels, settings)
    return {
        "settings": asdict(settings),
        "origin": [area.longitude, area.latitude],
        "vessels": [asdict(vessel) for vessel in vessels.counted],
        "left_out": vessels.left_out,
        "hidden": vessels.hidden,
        "weather": {
            "source": wind.source,
            "is_default": wind.is_default,
            "hours": wind.hours,
            "day": wind.rose.day.tolist(),
            "night": wind.rose.night.tolist(),
        },
        "people": people,
        "targets": targets,
        "method": method_of(vessels),
    }
