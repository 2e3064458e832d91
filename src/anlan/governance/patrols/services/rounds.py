"""Setting up a round: its days, its units chosen in one go, starting and finishing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.regions.public import county_prefix
from anlan.governance.patrols.choices import PatrolField, RoundState, UnitKind, VisitState
from anlan.governance.patrols.models import Checklist, Programme, Round, Visit
from anlan.governance.patrols.permissions import PLAN
from anlan.governance.patrols.selectors.units import (
    Unit,
    enterprises_in,
    units_of_county,
)
from anlan.governance.patrols.services.common import locked_round, tell_round
from anlan.governance.patrols.states import ROUND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.policy import get_visible, require, require_permission

#: Groups chosen with one tick; ``enterprises:<field>`` and ``villages:<township>`` besides.
GROUPS = {
    "townships": UnitKind.TOWNSHIP,
    "departments": UnitKind.DEPARTMENT,
    "parks": UnitKind.PARK,
}


def _checked(
    title: str, basis: str, starts_on: date, ends_on: date, programme: Programme | None
) -> None:
    fields = {}
    if not title.strip():
        fields["title"] = _("Give the round a title.")
    if not basis.strip():
        fields["basis"] = _("Say on what the round is based.")
    if ends_on < starts_on:
        fields["ends_on"] = _("The last day lies before the first.")
    if programme is not None and (starts_on > programme.ends_on or ends_on < programme.starts_on):
        fields["programme_id"] = _("The round lies outside the days of the programme.")
    if fields:
        raise InvalidInput(fields=fields)


def _programme(programme_id: int | None, actor: Actor) -> Programme | None:
    return get_visible(Programme, programme_id, actor=actor) if programme_id else None


@transaction.atomic
def create_round(
    *,
    title: str,
    field: str,
    basis: str,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    programme_id: int | None = None,
    remark: str = "",
    office_id: int | None = None,
) -> Round:
    """Set up a round as a draft; units, teams and days follow."""
    require_permission(actor, PLAN)
    programme = _programme(programme_id, actor)
    _checked(title, basis, starts_on, ends_on, programme)
    office = office_id if actor.is_system else actor.organisation_id
    if office is None:
        raise NotPermitted(_("Your account belongs to no office that could send patrols."))
    made = Round.objects.create(
        title=title.strip(),
        field=PatrolField(field),
        programme=programme,
        office_id=office,
        basis=basis.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        remark=remark.strip(),
    )
    require(actor, PLAN, made)
    audit(
        actor,
        "patrols.round.created",
        made,
        after={"starts_on": starts_on, "ends_on": ends_on, "programme": programme_id},
    )
    tell_round(made, actor)
    return made


@transaction.atomic
def change_round(
    *,
    round_id: int,
    title: str,
    field: str,
    basis: str,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    programme_id: int | None = None,
    remark: str = "",
) -> Round:
    """Change what a round says of itself, until it has ended."""
    found = locked_round(round_id, actor)
    require(actor, PLAN, found)
    if found.state not in (RoundState.DRAFT, RoundState.RUNNING):
        raise WrongState(_("The round has ended."))
    programme = _programme(programme_id, actor)
    _checked(title, basis, starts_on, ends_on, programme)
    before, after = changes(
        found,
        title=title.strip(),
        field=PatrolField(field),
        basis=basis.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        programme_id=programme_id,
        remark=remark.strip(),
    )
    found.save()
    audit(actor, "patrols.round.changed", found, before=before, after=after)
    tell_round(found, actor)
    return found


def _open(found: Round) -> None:
    if found.state not in (RoundState.DRAFT, RoundState.RUNNING):
        raise WrongState(_("The round has ended."))


def default_checklists() -> dict[str, int]:
    """Return the checklist for each kind of unit: the county's own before the platform's."""
    found: dict[str, int] = {}
    for row in Checklist.objects.filter(is_active=True).order_by("is_standard", "-pk"):
        for kind in row.unit_kinds.split():
            found.setdefault(kind, row.pk)
    return found


def _named(words: Iterable[str], units: Iterable[Unit], field: str) -> list[Unit]:
    """Return the units meant by names, one a line; unknown and doubtful ones are told."""
    by_name: dict[str, list[Unit]] = {}
    for unit in units:
        by_name.setdefault(unit.name, []).append(unit)
    found, unknown, doubtful = [], [], []
    for word in (word.strip() for word in words):
        if not word:
            continue
        hits = by_name.get(word) or [
            unit for name, rows in by_name.items() if word in name for unit in rows
        ]
        if len(hits) == 1:
            found.append(hits[0])
        elif hits:
            doubtful.append(f"{word}（{'、'.join(unit.name for unit in hits[:3])}）")
        else:
            unknown.append(word)
    said = []
    if unknown:
        said.append(_("Not found: %(names)s.") % {"names": "、".join(unknown[:10])})
    if doubtful:
        said.append(
            _("More than one: %(names)s. Write the full name.")
            % {"names": "、".join(doubtful[:10])}
        )
    if said:
        raise InvalidInput(fields={field: " ".join(said)})
    return found


@transaction.atomic
def add_units(
    *,
    round_id: int,
    actor: Actor,
    groups: Iterable[str] = (),
    unit_keys: Iterable[str] = (),
    village_names: Iterable[str] = (),
    enterprise_names: Iterable[str] = (),
) -> int:
    """Put units into the plan, whole groups in one go; what is in it already stays as it is.

    ``groups``: townships, departments, parks, villages:<nine digits of a township>,
    enterprises:<field of supervision>. ``unit_keys``: ``kind:key``. Returns how many were added.
    """
    found = locked_round(round_id, actor)
    require(actor, PLAN, found)
    _open(found)
    prefix = county_prefix(found.office.region_id)
    units = units_of_county(prefix)
    wanted: dict[tuple[str, str], Unit] = {}

    def take(chosen: Iterable[Unit]) -> None:
        wanted.update({(unit.kind, unit.key): unit for unit in chosen})

    for group in groups:
        name, _sep, narrowing = group.partition(":")
        if name in GROUPS:
            take(unit for unit in units if unit.kind == GROUPS[name])
        elif name == "villages":
            take(u for u in units if u.kind == UnitKind.VILLAGE and u.key.startswith(narrowing))
        elif name == "enterprises":
            keys = enterprises_in(narrowing, prefix)
            take(u for u in units if u.kind == UnitKind.ENTERPRISE and u.key in keys)
        else:
            raise InvalidInput(fields={"groups": _("There is no such group.")})
    keys = set(unit_keys)
    take(unit for unit in units if f"{unit.kind}:{unit.key}" in keys)
    take(_named(village_names, (u for u in units if u.kind == UnitKind.VILLAGE), "village_names"))
    take(
        _named(
            enterprise_names,
            (u for u in units if u.kind == UnitKind.ENTERPRISE),
            "enterprise_names",
        )
    )
    if not wanted:
        raise InvalidInput(fields={"groups": _("Choose at least one unit.")})
    homeless = [unit.name for unit in wanted.values() if unit.organisation_id is None]
    if homeless:
        raise InvalidInput(
            fields={
                "groups": _("No township is registered that answers for: %(names)s")
                % {"names": "、".join(homeless[:10])}
            }
        )
    known = {(visit.kind, visit.unit_key) for visit in found.visits.all()}
    lists = default_checklists()
    rows = [
        Visit(
            round=found,
            kind=unit.kind,
            organisation_id=unit.organisation_id,
            region_id=unit.region_code,
            name=unit.name,
            checklist_id=lists.get(unit.kind),
        )
        for key, unit in wanted.items()
        if key not in known and unit.organisation_id is not None
    ]
    Visit.objects.bulk_create(rows, batch_size=500)
    audit(
        actor,
        "patrols.round.units_chosen",
        found,
        after={"added": len(rows), "names": [row.name for row in rows[:20]]},
    )
    tell_round(found, actor)
    return len(rows)


@transaction.atomic
def remove_visit(*, visit_id: int, actor: Actor) -> Round:
    """Take a unit out of a plan that has not begun; later it is left out with a reason."""
    visit = get_visible(Visit, visit_id, actor=actor, lock=True)
    require(actor, PLAN, visit)
    if visit.round.state != RoundState.DRAFT or visit.state != VisitState.PLANNED:
        raise WrongState(_("The round has begun: leave the unit out with a reason instead."))
    found = visit.round
    audit(actor, "patrols.visit.removed", visit, after={"round": found.pk})
    visit.delete()
    tell_round(found, actor)
    return found


@transaction.atomic
def start_round(*, round_id: int, actor: Actor) -> Round:
    """Start: from now on notices go out."""
    found = locked_round(round_id, actor)
    ROUND.fire(found, "start", actor=actor, also={"started_at": clock.now()})
    audit(actor, "patrols.round.started", found, after={"units": found.visits.count()})
    tell_round(found, actor)
    return found


@transaction.atomic
def close_round(*, round_id: int, actor: Actor) -> Round:
    """Finish a round of which nothing is left to visit."""
    found = locked_round(round_id, actor)
    ROUND.fire(found, "close", actor=actor, also={"closed_at": clock.now()})
    audit(actor, "patrols.round.closed", found)
    tell_round(found, actor)
    return found


@transaction.atomic
def cancel_round(*, round_id: int, reason: str, actor: Actor) -> Round:
    """Call a round off; what was visited stays and counts."""
    found = locked_round(round_id, actor)
    ROUND.fire(found, "cancel", actor=actor, reason=reason, also={"closed_at": clock.now()})
    audit(actor, "patrols.round.cancelled", found, reason=reason)
    tell_round(found, actor)
    return found
