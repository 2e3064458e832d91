"""Figures of an accident: up at once, fewer deaths only with approval, what is late only noted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.public import incident_of
from anlan.governance.accidents.choices import ChangeSource, ChangeState
from anlan.governance.accidents.errors import OneWaits, SamePerson
from anlan.governance.accidents.events import FiguresChanged
from anlan.governance.accidents.models import FIGURES, Accident, FigureChange, HarmedPerson
from anlan.governance.accidents.permissions import APPROVE, REGISTER
from anlan.governance.accidents.services.common import is_closed, locked, set_measures, tell
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def change_figures(
    *,
    accident_id: int,
    figures: Mapping[str, Any],
    actor: Actor,
    reason: str = "",
    document: str = "",
    source: str = ChangeSource.PERSON,
) -> FigureChange:
    """Record new figures of an accident.

    Within the period (7 or 30 days) more harm counts at once. After it a change of the people
    harmed is noted and not counted. Fewer deaths need a reason, a document and somebody else's
    approval, whenever they come. Without any difference the input is refused.
    """
    accident = locked(accident_id, actor)
    require(actor, REGISTER, accident)
    before = accident.figures()
    after = {**before, **{name: _text(name, figures[name]) for name in FIGURES if name in figures}}
    if before == after:
        raise InvalidInput(_("These are the present figures; nothing would change."))
    if int(after["poisonings"]) > int(after["serious_injuries"]):
        raise InvalidInput(
            fields={"poisonings": _("There cannot be more poisonings than serious injuries.")}
        )
    if accident.changes.filter(state=ChangeState.PROPOSED).exists():
        raise OneWaits
    state = _state(accident, before, after)
    is_person = source == ChangeSource.PERSON
    is_less = int(after["deaths"]) < int(before["deaths"])
    if is_person and is_less and not reason.strip():
        raise InvalidInput(fields={"reason": _("Fewer deaths need a reason.")})
    if is_person and is_less and not document.strip():
        raise InvalidInput(
            fields={"document": _("Name the paper the lower number rests on, with its number.")}
        )
    change = FigureChange.objects.create(
        accident=accident,
        state=state,
        source=source,
        before=before,
        after=after,
        reason=reason.strip()[:500],
        document=document.strip()[:200],
        is_after_close=is_closed(accident.occurred_on),
        changed_at=clock.now(),
        proposed_by_id=actor.id,
        proposed_by=actor.display_name[:100],
    )
    if state == ChangeState.APPLIED:
        _apply(accident, change)
    audit(
        actor,
        "accidents.figures.proposed"
        if state == ChangeState.PROPOSED
        else "accidents.figures.changed",
        accident,
        before=before,
        after={**after, "state": state},
        reason=reason,
    )
    tell(FiguresChanged, accident, actor, change_id=change.pk)
    return change


def _state(accident: Accident, before: Mapping[str, str], after: Mapping[str, str]) -> ChangeState:
    """Return what becomes of new figures."""
    if int(after["deaths"]) < int(before["deaths"]):
        return ChangeState.PROPOSED
    people = [name for name in FIGURES if name != "direct_loss"]
    is_of_people = any(before[name] != after[name] for name in people)
    if is_of_people and clock.today() > accident.period_ends_on:
        return ChangeState.OUTSIDE
    return ChangeState.APPLIED


def _text(name: str, value: Any) -> str:
    """Return a figure as it is kept; a negative one is refused."""
    try:
        number = Decimal(str(value if value not in (None, "") else 0))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise InvalidInput(fields={name: _("Enter a number that is not negative.")})
    if name == "direct_loss":
        return str(number.quantize(Decimal("0.01")))
    return str(int(number))


def _apply(accident: Accident, change: FigureChange) -> None:
    """Put figures in force and what follows from them."""
    for name in FIGURES:
        value = change.after[name]
        setattr(accident, name, Decimal(value) if name == "direct_loss" else int(value))
    set_measures(accident)
    accident.save()


def _proposed(change_id: int, actor: Actor) -> tuple[FigureChange, Accident]:
    change = get_visible(FigureChange, change_id, actor=actor, lock=True)
    accident = locked(change.accident_id, actor)
    require(actor, APPROVE, change)
    if change.state != ChangeState.PROPOSED:
        raise WrongState(_("These figures are decided on already."))
    if change.proposed_by_id == actor.id:
        raise SamePerson
    return change, accident


@transaction.atomic
def approve_figures(*, change_id: int, actor: Actor) -> FigureChange:
    """Put fewer deaths in force; whoever proposed them may not decide."""
    change, accident = _proposed(change_id, actor)
    _decide(change, accident, ChangeState.APPLIED, actor)
    _apply(accident, change)
    tell(FiguresChanged, accident, actor, change_id=change.pk)
    return change


@transaction.atomic
def reject_figures(*, change_id: int, reason: str, actor: Actor) -> FigureChange:
    """Refuse them; the figures stay."""
    change, accident = _proposed(change_id, actor)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    _decide(change, accident, ChangeState.REJECTED, actor, reason)
    tell(FiguresChanged, accident, actor, change_id=change.pk)
    return change


def _decide(
    change: FigureChange, accident: Accident, state: str, actor: Actor, reason: str = ""
) -> None:
    change.state = state
    change.decided_at, change.decided_by = clock.now(), actor.display_name[:100]
    change.save(update_fields=["state", "decided_at", "decided_by", "updated_at"])
    audit(
        actor,
        "accidents.figures.decided",
        accident,
        before=change.before,
        after={**change.after, "state": state},
        reason=reason,
    )


@transaction.atomic
def follow_incident(*, incident_id: int) -> None:
    """Take over new figures of an incident that stands in the register."""
    accident = Accident.objects.select_for_update().filter(incident_id=incident_id).first()
    facts = incident_of(incident_id).facts
    if accident is None or facts is None:
        return
    figures = {
        "deaths": facts.deaths,
        "missing": facts.missing,
        "serious_injuries": facts.serious_injuries,
        "poisonings": facts.acute_poisonings,
        "minor_injuries": facts.minor_injuries,
        "direct_loss": facts.direct_loss,
    }
    after = {name: _text(name, value) for name, value in figures.items()}
    if after == accident.figures():
        return
    # What waits is overtaken by what the incident says now.
    accident.changes.filter(state=ChangeState.PROPOSED, source=ChangeSource.INCIDENT).update(
        state=ChangeState.REJECTED, decided_at=clock.now()
    )
    if accident.changes.filter(state=ChangeState.PROPOSED).exists():
        return
    change_figures(
        accident_id=accident.pk,
        figures=figures,
        reason=facts.change_reason,
        document=_("facts of the incident, version %(version)s") % {"version": facts.version},
        source=ChangeSource.INCIDENT,
        actor=system_actor("accidents"),
    )


@transaction.atomic
def record_person(*, accident_id: int, actor: Actor, **facts: Any) -> HarmedPerson:
    """Record a harmed person as the statistical form asks."""
    accident = locked(accident_id, actor)
    require(actor, REGISTER, accident)
    person = HarmedPerson.objects.create(accident=accident, **facts)
    audit(actor, "accidents.person.recorded", accident, after={"harm": person.harm})
    tell(FiguresChanged, accident, actor, change_id=0)
    return person
