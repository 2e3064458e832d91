"""Whom a scheme assesses, and to which group of comparable units each belongs."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.base.organisations.public import list_organisations
from anlan.governance.assessment.choices import ORGANISATION_KINDS, Subject
from anlan.governance.assessment.contracts import Unit
from anlan.governance.assessment.models import Scheme, UnitResult
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Assessed:
    """A unit, or a leading official of one, with its group."""

    unit: Unit
    group: str


def units_of(scheme: Scheme, actor: Actor, *, region_prefix: str = "") -> list[Assessed]:
    """Return whom a scheme assesses in the actor's area."""
    groups = {
        organisation_id: group.name
        for group in scheme.groups.prefetch_related("organisations")
        for organisation_id in group.organisations.values_list("pk", flat=True)
    }
    kinds = ORGANISATION_KINDS[scheme.subject]
    found: list[Assessed] = []
    seen: set[int] = set()
    for row in list_organisations(actor, kinds=kinds, region_prefix=region_prefix):
        unit = Unit(row.id, row.code, row.short_name or row.name, row.kind, row.region_code)
        if scheme.subject != Subject.LEADERS:
            found.append(Assessed(unit, groups.get(row.id, "")))
            continue
        for leader in leaders_in_charge(row.id):
            if leader.rank == 1 and leader.person_id not in seen:
                seen.add(leader.person_id)
                found.append(
                    Assessed(
                        Unit(
                            row.id, row.code, row.short_name or row.name, row.kind,
                            row.region_code, leader.person_id,
                        ),
                        groups.get(row.id, ""),
                    )
                )  # fmt: skip
    return found


def unit_of(result: UnitResult) -> Unit:
    """Return the unit of a result as a value."""
    row = result.organisation
    return Unit(
        row.pk, row.code, row.short_name or row.name, row.kind, row.region_id, result.person_id
    )
