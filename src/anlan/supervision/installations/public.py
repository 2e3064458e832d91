"""The door to major hazard installations and daily commitments."""

from __future__ import annotations

from datetime import date

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.installations.by_township import list_major
from anlan.supervision.installations.contracts import CommitmentInfo, InstallationInfo
from anlan.supervision.installations.models import Commitment, Installation
from anlan.supervision.installations.population import PopulationItem, register_population
from anlan.supervision.installations.services.commitments import obliged_enterprises
from anlan.supervision.installations.services.duties import appoint_responsible
from anlan.supervision.installations.services.installations import create_installation

__all__ = [
    "PopulationItem",
    "appoint_responsible",
    "create_installation",
    "get_commitment",
    "list_commitments",
    "list_installations",
    "must_commit",
    "obliged_enterprise_ids",
    "register_population",
    "list_major",
]


def list_installations(enterprise_id: int, actor: Actor) -> list[InstallationInfo]:
    """Return the visible units of an enterprise, the gravest first."""
    rows = visible(Installation, actor).filter(enterprise_id=enterprise_id)
    ordered = sorted(
        rows.prefetch_related("members"), key=lambda unit: (unit.grade or 9, unit.code)
    )
    return [
        InstallationInfo(
            id=unit.pk,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            state=unit.state,
            enterprise_id=unit.enterprise_id,
            is_major=unit.is_major,
            grade=unit.grade,
            s_index=unit.s_index,
            r_index=unit.r_index,
            undecided=unit.undecided,
            filed_until=unit.filed_until,
            filed_grade=unit.filed_grade,
            assessed_on=unit.assessed_on,
            holding_ids=tuple(member.holding_id for member in unit.members.all()),
            longitude=unit.location.x if unit.location else None,
            latitude=unit.location.y if unit.location else None,
            url=unit.get_absolute_url(),
        )
        for unit in ordered
    ]


def get_commitment(
    enterprise_id: int, on: date, actor: Actor | None = None
) -> CommitmentInfo | None:
    """Return the commitment of a day, None when nothing was written; all when no actor asks."""
    rows = Commitment.objects.all() if actor is None else visible(Commitment, actor)
    found = rows.filter(enterprise_id=enterprise_id, on=on).first()
    return None if found is None else _describe(found)


def list_commitments(on: date, enterprise_id: int | None = None) -> list[CommitmentInfo]:
    """Return the commitments of a day, of all enterprises or of one (cross-checks)."""
    rows = Commitment.objects.filter(on=on)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [_describe(row) for row in rows.order_by("enterprise_id")]


def _describe(found: Commitment) -> CommitmentInfo:
    return CommitmentInfo(
        id=found.pk,
        enterprise_id=found.enterprise_id,
        on=found.on,
        state=found.state,
        is_signed=found.state == "signed",
        running=found.running,
        stopped=found.stopped,
        maintenance=found.maintenance,
        trial=found.trial,
        starting=found.starting,
        tank_areas=found.tank_areas,
        special_operations=dict(found.operations),
        contractors=found.contractors,
        contractor_people=found.contractor_people,
        level=found.level,
        signed_by=found.signed_by,
        signed_at=found.signed_at,
        is_late=found.is_late,
        url=found.get_absolute_url(),
    )


def must_commit(enterprise_id: int) -> bool:
    """Whether the enterprise has a major hazard installation in use and works."""
    return enterprise_id in obliged_enterprises()


def obliged_enterprise_ids() -> set[int]:
    """Return the enterprises that must commit every day."""
    return set(obliged_enterprises())
