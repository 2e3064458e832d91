"""People, certificates, gear and insurance of a team: what is recorded is not changed again.

A renewed certificate, a later check and a new policy stand beside the old ones; the newest counts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.teams.events import TeamChanged
from anlan.command.teams.models import (
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)
from anlan.command.teams.permissions import KEEP
from anlan.command.teams.rulebook import force_rule, months_later
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


def _team(team_id: int, actor: Actor) -> Team:
    team = get_visible(Team, team_id, actor=actor, lock=True)
    require(actor, KEEP, team)
    return team


def _record(team: Team, action: str, after: dict[str, Any], actor: Actor) -> None:
    audit(actor, action, team, after=after)
    emit(TeamChanged(team.pk, team.region_id, team.organisation_id), actor)


@transaction.atomic
def add_member(*, team_id: int, name: str, actor: Actor, post: str = "") -> TeamMember:
    """Take somebody into the team."""
    team = _team(team_id, actor)
    if not name.strip():
        raise InvalidInput(fields={"name": _("The name is needed.")})
    member = TeamMember.objects.create(team=team, name=name.strip(), post=post.strip())
    _record(team, "teams.member.added", {"name": member.name, "post": member.post}, actor)
    return member


@transaction.atomic
def end_membership(*, member_id: int, actor: Actor) -> TeamMember:
    """Record that a member left: his certificates no longer count for the team."""
    member = get_visible(TeamMember, member_id, actor=actor)
    team = _team(member.team_id, actor)
    if member.is_active:
        member.is_active = False
        member.save(update_fields=["is_active", "updated_at"])
        _record(team, "teams.member.left", {"name": member.name}, actor)
    return member


@transaction.atomic
def record_certificate(
    *,
    team_id: int,
    member_id: int,
    kind: str,
    actor: Actor,
    number: str = "",
    valid_until: date | None = None,
) -> TeamCertificate:
    """Record a certificate of a member; a newer one of the same kind takes its place."""
    team = _team(team_id, actor)
    member = TeamMember.objects.filter(pk=member_id, team=team, is_active=True).first()
    if member is None:
        raise InvalidInput(fields={"member_id": _("Choose a member of this team.")})
    if not kind.strip():
        raise InvalidInput(fields={"kind": _("Say which certificate it is.")})
    certificate = TeamCertificate.objects.create(
        member=member, kind=kind.strip(), number=number.strip(), valid_until=valid_until
    )
    after = {
        "name": member.name,
        "kind": certificate.kind,
        "valid_until": valid_until.isoformat() if valid_until else None,
    }
    _record(team, "teams.certificate.recorded", after, actor)
    return certificate


@transaction.atomic
def add_equipment(
    *, team_id: int, name: str, quantity: int, actor: Actor, unit: str = "", code: str = ""
) -> TeamEquipment:
    """Add equipment; its first check is due after the usual time."""
    team = _team(team_id, actor)
    if not name.strip() or quantity < 1:
        raise InvalidInput(fields={"name": _("Name the equipment and how many there are.")})
    equipment = TeamEquipment.objects.create(
        team=team,
        name=name.strip(),
        quantity=quantity,
        unit=unit.strip(),
        code=code.strip(),
        check_due_on=next_check(clock.today()),
    )
    _record(team, "teams.equipment.added", {"name": equipment.name, "quantity": quantity}, actor)
    return equipment


def next_check(day: date) -> date | None:
    """Return when equipment checked on a day is due again by the county's term."""
    months = force_rule("equipment").months
    return months_later(day, months) if months is not None else None


@transaction.atomic
def record_check(
    *,
    equipment_id: int,
    checked_on: date,
    is_usable: bool,
    actor: Actor,
    check_due_on: date | None = None,
) -> TeamEquipment:
    """Record a check of equipment and when the next is due (without a day: the usual time)."""
    found = get_visible(TeamEquipment, equipment_id, actor=actor)
    team = _team(found.team_id, actor)
    equipment = TeamEquipment.objects.select_for_update().filter(pk=found.pk).first()
    if equipment is None:
        raise NotVisible
    if checked_on > clock.today():
        raise InvalidInput(fields={"checked_on": _("The check cannot lie in the future.")})
    due = check_due_on or next_check(checked_on)
    if due is not None and due <= checked_on:
        raise InvalidInput(fields={"check_due_on": _("The next check comes after this one.")})
    equipment.checked_on, equipment.check_due_on = checked_on, due
    equipment.is_usable = is_usable
    equipment.save(update_fields=["checked_on", "check_due_on", "is_usable", "updated_at"])
    after = {"name": equipment.name, "on": checked_on.isoformat(), "is_usable": is_usable}
    _record(team, "teams.equipment.checked", after, actor)
    return equipment


@transaction.atomic
def record_insurance(
    *,
    team_id: int,
    insurer: str,
    policy_number: str,
    people: int,
    sum_insured: Decimal,
    valid_from: date,
    valid_until: date,
    actor: Actor,
) -> TeamInsurance:
    """Record a policy of accident insurance (突发事件应对法 2024, article 40)."""
    team = _team(team_id, actor)
    if valid_until < valid_from:
        raise InvalidInput(fields={"valid_until": _("The end comes after the beginning.")})
    if people < 1 or sum_insured <= 0:
        raise InvalidInput(fields={"people": _("How many people are insured, and for which sum?")})
    insurance = TeamInsurance.objects.create(
        team=team,
        insurer=insurer.strip(),
        policy_number=policy_number.strip(),
        people=people,
        sum_insured=sum_insured,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    after = {
        "insurer": insurance.insurer,
        "people": people,
        "valid_until": valid_until.isoformat(),
    }
    _record(team, "teams.insurance.recorded", after, actor)
    return insurance
