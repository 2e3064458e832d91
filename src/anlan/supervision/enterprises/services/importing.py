"""Enterprises by the thousand: what an import finds, checks and writes at once.

``check_rows`` refuses exactly what ``create_enterprise`` and ``update_enterprise`` would refuse,
without writing; the writers do what these do, row by row audited and told, in few statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import shapely
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import Act, audit_many, changes
from anlan.base.organisations.public import (
    NewOrganisation,
    create_organisations,
    taken_codes,
    update_organisation,
)
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.events import emit_many
from anlan.kernel.policy import policy_of, require, require_permission, scope_reaches, visible
from anlan.kernel.transfer import PlannedRow, Problem
from anlan.kernel.transfer.coordinates import wgs84_of
from anlan.supervision.enterprises.events import EnterpriseChanged, EnterpriseCreated
from anlan.supervision.enterprises.models import Enterprise, Sector
from anlan.supervision.enterprises.models.enterprise import check_credit_code
from anlan.supervision.enterprises.permissions import CHANGE, CREATE
from anlan.supervision.enterprises.services.enterprises import CHANGEABLE, place

#: What a row says of an enterprise besides these are facts of the dossier.
_NOT_FACTS = frozenset(
    {"uscc", "name", "short_name", "region_code", "sector", "longitude", "latitude"}
)
#: Columns that a change may touch, for the one statement that writes many changes.
_WRITTEN = sorted(CHANGEABLE - {"sector_id", "supervisor_id", "park_id", "region_id"})
_FIELDS = [*_WRITTEN, "sector", "supervisor", "park", "region", "search_text", "updated_at"]


def find_many(rows: Sequence[Mapping[str, Any]], actor: Actor) -> list[Enterprise | None]:
    """The enterprises of one's area with the credit codes of the rows, by position."""
    codes = [str(values.get("uscc", "")).upper() for values in rows]
    found = {e.uscc: e for e in visible(Enterprise, actor).filter(uscc__in=set(codes))}
    return [found.get(code) for code in codes]


def check_many(rows: Sequence[PlannedRow], actor: Actor) -> list[list[Problem]]:
    """What the services would refuse of each row, and what the county should look at."""
    places = _Places()
    refused = _refusals(rows, actor)
    return [
        problems or places.look(row.values) for row, problems in zip(rows, refused, strict=True)
    ]


def _refusals(rows: Sequence[PlannedRow], actor: Actor) -> list[list[Problem]]:
    """What ``create_enterprise`` and ``update_enterprise`` would refuse of each row."""
    new = [str(row.values["uscc"]) for row in rows if row.existing is None]
    elsewhere = set(Enterprise.objects.filter(uscc__in=new).values_list("uscc", flat=True))
    taken = taken_codes(f"enterprise:{code}" for code in new)
    sectors = set(Sector.objects.values_list("pk", flat=True))
    policy = policy_of(Enterprise)

    @cache
    def may_create(region: str) -> bool:
        return scope_reaches(actor, CREATE, region=region)

    found: list[list[Problem]] = []
    for row in rows:
        values, problems = row.values, []
        if row.existing is None:
            if not may_create(values["region_code"]):
                problems.append(_outside())
            code = str(values["uscc"])
            if code in elsewhere:
                words = _("An enterprise with this credit code is registered already.")
                problems.append(Problem(words, "uscc", "elsewhere"))
            elif f"enterprise:{code}" in taken:
                words = _("An organisation with this credit code is entered already.")
                problems.append(Problem(words, "uscc", "elsewhere"))
            problems += _wrong_facts(values, sectors)
        else:
            if not policy.can(actor, CHANGE, row.existing):
                words = _("You may not change %(name)s.") % {"name": row.existing}
                problems.append(Problem(words, kind="scope"))
            elif not scope_reaches(
                actor,
                CHANGE,
                region=values["region_code"],
                organisation_id=row.existing.organisation_id,
            ):
                problems.append(_outside())
            problems += _wrong_facts(values, sectors)
        found.append(problems)
    return found


def _outside() -> Problem:
    words = _("This region lies outside the area for which you may register enterprises.")
    return Problem(words, "region_code", "scope")


def _wrong_facts(values: Mapping[str, Any], sectors: set[str]) -> list[Problem]:
    """What is wrong with the facts of one row."""
    problems = []
    try:
        check_credit_code(str(values["uscc"]))
    except ValidationError as error:
        problems.append(Problem(str(error.messages[0]), "uscc", "code"))
    if values["sector"] not in sectors:
        problems.append(Problem(_("There is no such sector."), "sector", "unknown"))
    try:
        place(values.get("longitude"), values.get("latitude"))
    except InvalidInput as error:
        problems += [Problem(str(m), name, "place") for name, m in error.fields.items()]
    return problems


class _Places:
    """Compares the place of a row with the surveyed shape of its region, loaded once each."""

    def __init__(self) -> None:
        self._shapes: dict[str, tuple[Any, str]] = {}
        regions = apps.get_model("regions.Region")._default_manager
        surveyed = regions.filter(is_generated=False, boundary__isnull=False)
        self._surveyed = set(surveyed.values_list("pk", flat=True))

    def look(self, values: Mapping[str, Any]) -> list[Problem]:
        """Say when a place lies outside its region, and whether a web map's shift explains it."""
        longitude, latitude = values.get("longitude"), values.get("latitude")
        if longitude is None or latitude is None:
            return []
        found = self._shape(values["region_code"])
        if found is None:
            return []
        shape, name = found
        if shapely.intersects_xy(shape, longitude, latitude):
            return []
        x, y = wgs84_of(longitude, latitude)
        if shapely.intersects_xy(shape, x, y):
            words = _(
                "the place lies outside %(region)s, but inside when read as GCJ-02 (AMap, Tencent)"
            )
            texts = {"longitude": f"{x:.6f}", "latitude": f"{y:.6f}"}
            problem = Problem(
                words % {"region": name}, "longitude", "shifted", texts, may_stay=True
            )
        else:
            words = _("the place lies outside %(region)s") % {"region": name}
            problem = Problem(words, "longitude", "far", may_stay=True)
        return [problem]

    def _shape(self, code: str) -> tuple[Any, str] | None:
        """The shape and name of a region, or of the smallest above it that was surveyed."""
        for candidate in (code, f"{code[:9]}000", f"{code[:6]}000000"):
            if candidate in self._surveyed:
                if candidate not in self._shapes:
                    region = apps.get_model("regions.Region")._default_manager.get(pk=candidate)
                    boundary: Any = region.boundary
                    shape = shapely.from_wkb(bytes(boundary.wkb))
                    shapely.prepare(shape)
                    self._shapes[candidate] = (shape, str(region))
                return self._shapes[candidate]
        return None


def write_many(rows: Sequence[PlannedRow], actor: Actor) -> list[str]:
    """Register the new enterprises of the rows and bring the known ones up to them."""
    new = [row.values for row in rows if row.existing is None]
    known = [(row.existing.pk, row.values) for row in rows if row.existing is not None]
    made = iter(create_enterprises_in_bulk(rows=new, actor=actor) if new else ())
    kept = iter(update_enterprises_in_bulk(rows=known, actor=actor) if known else ())
    return [str(next(made if row.existing is None else kept)) for row in rows]


@transaction.atomic
def create_enterprises_in_bulk(
    *, rows: Sequence[Mapping[str, Any]], actor: Actor
) -> list[Enterprise]:
    """Register enterprises with their organisations, each with its own audit record and event.

    Raises ``NotPermitted`` for a region outside the actor's right to register, ``InvalidInput`` for
    anything else ``create_enterprise`` refuses; then none is registered.
    """
    require_permission(actor, CREATE)
    refusals = _refusals([PlannedRow(0, values) for values in rows], actor)
    for values, problems in zip(rows, refusals, strict=True):
        if any(problem.kind == "scope" for problem in problems):
            raise NotPermitted(permission=CREATE)
        if problems:
            first = problems[0]
            raise InvalidInput(
                f"{values['name']}: {first.message}",
                fields={first.column or "uscc": first.message},
            )
    sectors = Sector.objects.in_bulk({values["sector"] for values in rows})
    organisation_ids = create_organisations(
        new=[
            NewOrganisation(
                code=f"enterprise:{values['uscc']}",
                name=values["name"],
                short_name=values.get("short_name", ""),
                kind="enterprise",
                region_code=values["region_code"],
            )
            for values in rows
        ],
        actor=system_actor("enterprises"),
    )
    made: list[Enterprise] = []
    acts: list[Act] = []
    for values, organisation_id in zip(rows, organisation_ids, strict=True):
        sector = sectors[values["sector"]]
        facts = {key: value for key, value in values.items() if key not in _NOT_FACTS}
        facts = {"category": sector.category, "industry_code": sector.industry_code, **facts}
        enterprise = Enterprise(
            uscc=values["uscc"],
            name=values["name"].strip(),
            short_name=values.get("short_name", "").strip(),
            sector=sector,
            region_id=values["region_code"],
            organisation_id=organisation_id,
            location=place(values.get("longitude"), values.get("latitude")),
            **facts,
        )
        enterprise.refresh_search_text()
        made.append(enterprise)
        after = {
            "uscc": values["uscc"],
            "name": values["name"],
            "region": values["region_code"],
            "sector": values["sector"],
            **facts,
        }
        acts.append(Act(enterprise, after=after))
    Enterprise.objects.bulk_create(made, batch_size=1000)
    audit_many(actor, "enterprises.enterprise.created", acts)
    emit_many(
        [
            EnterpriseCreated(
                enterprise_id=enterprise.pk,
                organisation_id=enterprise.organisation_id,
                region=enterprise.region_id,
            )
            for enterprise in made
        ],
        actor,
    )
    return made


@transaction.atomic
def update_enterprises_in_bulk(
    *, rows: Sequence[tuple[int, Mapping[str, Any]]], actor: Actor
) -> list[Enterprise]:
    """Change dossiers, each with its own audit record and event; absent cells change nothing.

    Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput`` as ``update_enterprise`` does; then
    none is changed.
    """
    wanted = visible(Enterprise, actor).filter(pk__in=[pk for pk, _values in rows])
    found = {e.pk: e for e in wanted.order_by("pk").select_for_update(of=("self",))}
    changed: list[Enterprise] = []
    acts: list[Act] = []
    told: list[EnterpriseChanged] = []
    for pk, values in rows:
        enterprise = found.get(pk)
        if enterprise is None:
            raise NotVisible
        require(actor, CHANGE, enterprise)
        facts = {key: value for key, value in values.items() if key not in _NOT_FACTS}
        for name in ("name", "short_name"):
            if name in values:
                facts[name] = values[name]
        facts["region_id"], facts["sector_id"] = values["region_code"], values["sector"]
        if "longitude" in values or "latitude" in values:
            facts["location"] = place(values.get("longitude"), values.get("latitude"))
        if not scope_reaches(
            actor,
            CHANGE,
            region=facts["region_id"],
            organisation_id=enterprise.organisation_id,
        ):
            raise NotPermitted(permission=CHANGE)
        before, after = changes(enterprise, **facts)
        if not after:
            continue
        enterprise.refresh_search_text()
        changed.append(enterprise)
        acts.append(Act(enterprise, before=before, after=after))
        told.append(
            EnterpriseChanged(
                enterprise_id=enterprise.pk, region=enterprise.region_id, fields=tuple(after)
            )
        )
    # One INSERT … ON CONFLICT (id) DO UPDATE: every row exists, so nothing is inserted.
    Enterprise.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_FIELDS,
    )
    for enterprise, act in zip(changed, acts, strict=True):
        if "name" in act.after or "short_name" in act.after:
            update_organisation(
                organisation_id=enterprise.organisation_id,
                name=enterprise.name,
                short_name=enterprise.short_name,
                actor=system_actor("enterprises"),
            )
    audit_many(actor, "enterprises.enterprise.changed", acts)
    emit_many(told, actor)
    return [found[pk] for pk, _values in rows]
