"""From the assessed candidate to the award: publicity, objections, award, refusal."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.accreditation.choices import CaseState, Level, ObjectionState, RoundState
from anlan.governance.accreditation.events import CaseAwarded, CaseMoved
from anlan.governance.accreditation.models import Case, Objection
from anlan.governance.accreditation.papers import render_award
from anlan.governance.accreditation.permissions import VIEW
from anlan.governance.accreditation.selectors.standing import open_round
from anlan.governance.accreditation.services.cases import moved
from anlan.governance.accreditation.services.common import (
    awarders,
    locked,
    months_after,
    office_people,
    people_of_unit,
    platform,
    say,
    tell,
    working_days_after,
)
from anlan.governance.accreditation.states import CASE, OBJECTION, ROUND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def publish_case(*, case_id: int, actor: Actor) -> Case:
    """Publish for objections, for the working days of the kind."""
    case = locked(case_id, actor)
    today = clock.today()
    until = working_days_after(today, case.kind.publicity_days)
    CASE.fire(
        case,
        "publish",
        actor=actor,
        also={"publicity_from": today, "publicity_until": until},
    )
    say(
        case,
        [*people_of_unit(case), *awarders(case)],
        _("%(unit)s is published for %(kind)s"),
        actor,
        _("Objections until %(day)s.") % {"day": until},
    )
    return moved(case, actor)


@transaction.atomic
def record_objection(*, case_id: int, text: str, actor: Actor, raised_by: str = "") -> Objection:
    """Record what somebody holds against an award; a name is not needed."""
    case = locked(case_id, actor)
    require(actor, VIEW, case)
    if case.state != CaseState.PUBLICITY:
        raise WrongState(_("Objections are taken while the award is published."))
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what is objected.")})
    made = Objection.objects.create(
        case=case,
        text=text.strip(),
        raised_by=raised_by.strip()[:100],
        recorded_by=actor.display_name[:100],
    )
    audit(actor, "accreditation.objection.recorded", case)
    say(case, office_people(case), _("Objection to %(unit)s"), actor, made.text[:200])
    tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def decide_objection(*, objection_id: int, is_upheld: bool, reason: str, actor: Actor) -> Objection:
    """Decide; an objection that is accepted ends the case without award."""
    made = get_visible(Objection, objection_id, actor=actor, lock=True)
    OBJECTION.fire(
        made,
        "uphold" if is_upheld else "refuse",
        actor=actor,
        reason=reason,
        also={
            "decided_at": clock.now(),
            "decided_by": actor.display_name[:100],
            "decision": reason.strip(),
        },
    )
    case = locked(made.case_id, actor)
    audit(
        actor,
        "accreditation.objection.decided",
        case,
        after={"state": ObjectionState(made.state).value},
        reason=reason,
    )
    if is_upheld and case.state == CaseState.PUBLICITY:
        refuse_case(case_id=case.pk, reason=reason, actor=actor)
    else:
        tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def refuse_case(*, case_id: int, reason: str, actor: Actor) -> Case:
    """Do not award; the reason stays."""
    return _end(case_id, "refuse", reason, actor)


@transaction.atomic
def withdraw_case(*, case_id: int, reason: str, actor: Actor) -> Case:
    """The unit withdraws its application."""
    return _end(case_id, "withdraw", reason, actor)


def _end(case_id: int, step: str, reason: str, actor: Actor) -> Case:
    case = locked(case_id, actor)
    CASE.fire(case, step, actor=actor, reason=reason, also={"outcome": reason.strip()})
    close_rounds(case, reason, actor)
    say(
        case,
        [*people_of_unit(case), *office_people(case)],
        _("%(unit)s: no longer a candidate for %(kind)s"),
        actor,
        reason,
    )
    return moved(case, actor, reason)


def close_rounds(case: Case, reason: str, actor: Actor) -> None:
    """A round that still runs ends with the case; the platform closes it."""
    for found in case.rounds.filter(state__in=(RoundState.OPEN, RoundState.SUBMITTED)):
        ROUND.fire(found, "cancel", actor=platform(), reason=reason)


@transaction.atomic
def award_case(
    *, case_id: int, awarded_on: date, actor: Actor, number: str = "", remark: str = ""
) -> Case:
    """Award the title: number, day, validity, day of the first re-check, the decision as a paper.

    A title of a higher office carries the number of its notice; one of the county is numbered here.
    """
    case = locked(case_id, actor)
    CASE.check(case, "award", actor=actor)
    fields: dict[str, str] = {}
    if awarded_on > clock.today() or awarded_on < (case.publicity_from or awarded_on):
        fields["awarded_on"] = _("The day lies between the publicity and today.")
    if case.kind.level != Level.COUNTY and not number.strip():
        fields["number"] = _("Give the number of the notice by which the title was conferred.")
    if fields:
        raise InvalidInput(fields=fields)
    months = case.kind.validity_months
    CASE.fire(
        case,
        "award",
        actor=actor,
        also={
            "number": number.strip()[:50],
            "awarded_on": awarded_on,
            "awarded_by": actor.display_name[:100],
            "valid_until": months_after(awarded_on, months) if months else None,
            "recheck_on": months_after(awarded_on, case.kind.recheck_months),
        },
    )
    paper = render_award(case, actor, remark.strip())
    case.award_id = paper.id
    case.number = case.number or paper.number
    case.save(update_fields=["award_id", "number", "updated_at"])
    found = open_round(case)
    if found is not None:
        concluded = {"concluded_on": clock.today(), "concluded_by": actor.display_name[:100]}
        ROUND.fire(found, "pass_", actor=platform(), also=concluded)
    audit(
        actor,
        "accreditation.case.awarded",
        case,
        after={"number": case.number, "valid_until": case.valid_until},
    )
    say(
        case,
        [*people_of_unit(case), *office_people(case)],
        _("%(unit)s bears the title %(kind)s"),
        actor,
        case.number,
    )
    tell(CaseAwarded, case, actor, number=case.number)
    return case
