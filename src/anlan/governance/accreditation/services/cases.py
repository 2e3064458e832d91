"""From the candidate to the assessed case: naming, self-assessment, review of papers and site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.base.organisations.public import find_organisation
from anlan.base.regions.public import find_region, prefix_of
from anlan.governance.accreditation.choices import (
    IN_FORCE,
    RUNNING,
    Applicant,
    CaseState,
    Effect,
    KindState,
    RoundKind,
    RoundState,
)
from anlan.governance.accreditation.events import CaseMoved
from anlan.governance.accreditation.models import (
    Answer,
    Case,
    Criterion,
    Kind,
    Round,
    SiteMark,
)
from anlan.governance.accreditation.papers import render_report
from anlan.governance.accreditation.permissions import APPLY, NAME, REVIEW, VIEW, is_own
from anlan.governance.accreditation.registry import find_check
from anlan.governance.accreditation.selectors.cases import candidate_of
from anlan.governance.accreditation.selectors.standing import judge, open_round
from anlan.governance.accreditation.services.common import (
    locked,
    office_for,
    office_people,
    people_of_unit,
    platform,
    say,
    tell,
)
from anlan.governance.accreditation.states import CASE, ROUND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.policy import get_visible, require, scope_reaches

#: Which kind of organisation may stand for which applicant; a township also for its villages.
STANDS_FOR: dict[str, tuple[str, ...]] = {
    "village": (Applicant.VILLAGE,),
    "township": (Applicant.TOWNSHIP, Applicant.VILLAGE),
    "government": (Applicant.COUNTY,),
    "park": (Applicant.SITE,),
    "enterprise": (Applicant.ENTERPRISE, Applicant.SITE, Applicant.STATION),
    "department": (Applicant.SITE, Applicant.STATION),
    "agency": (Applicant.SITE, Applicant.STATION),
    "rescue": (Applicant.STATION,),
}


@transaction.atomic
def name_candidate(
    *,
    kind_id: int,
    organisation_id: int,
    actor: Actor,
    unit_name: str = "",
    region_code: str = "",
) -> Case:
    """Enter a candidate: the office names it, or the unit applies for itself.

    The version in force at this moment stays with the case. Raises ``InvalidInput``,
    ``NotPermitted``, ``NotVisible``.
    """
    kind = get_visible(Kind, kind_id, actor=actor)
    unit = find_organisation(organisation_id)
    if unit is None:
        raise NotVisible
    fields: dict[str, str] = {}
    if kind.state != KindState.IN_FORCE:
        fields["kind_id"] = _("Choose a kind that is in force.")
    if not set(STANDS_FOR.get(unit.kind, ())) & set(kind.applicants):
        fields["organisation_id"] = _("This kind is for: %(who)s.") % {"who": kind.applicant_words}
    place = find_region(region_code) if region_code else None
    if region_code and (place is None or not place.code.startswith(prefix_of(unit.region_code))):
        fields["region_code"] = _("Choose a place in the area of the unit.")
    name = unit_name.strip() or (place.name if place is not None else "") or unit.name
    code = place.code if place is not None else unit.region_code
    is_taken = Case.objects.filter(
        kind__code=kind.code,
        organisation_id=organisation_id,
        unit_name=name,
        state__in=(*RUNNING, *IN_FORCE),
    ).exists()
    if is_taken:
        fields["unit_name"] = _("This unit is a candidate or bears the title already.")
    if fields:
        raise InvalidInput(fields=fields)
    case = Case(
        kind=kind,
        organisation_id=organisation_id,
        unit_name=name[:200],
        region_id=code,
        named_by=actor.display_name[:100],
    )
    if not (_may_name(actor, case) or is_own(actor, case)):
        raise NotPermitted(_("This unit lies outside your area."))
    office_id = office_for(kind, code, actor)
    if office_id is None:
        raise NotPermitted(_("No office is in charge of this kind yet."))
    case.office_id = office_id
    case.save()
    open_answers(case, RoundKind.CREATION, actor)
    audit(actor, "accreditation.case.named", case, after={"kind": kind.code, "unit": name})
    say(
        case,
        people_of_unit(case),
        _("%(unit)s is a candidate for %(kind)s"),
        actor,
        _("Please answer the criteria and add photos or papers."),
    )
    tell(CaseMoved, case, actor)
    return case


def _may_name(actor: Actor, case: Case) -> bool:
    return actor.is_system or scope_reaches(
        actor, NAME, region=case.region_id, organisation_id=case.organisation_id
    )


def open_answers(
    case: Case, kind: str, actor: Actor, *, due_on: date | None = None, reason: str = ""
) -> Round:
    """Begin a round: one answer for each criterion, with what the records say today."""
    made = Round.objects.create(
        case=case, kind=kind, opened_on=clock.today(), due_on=due_on, reason=reason.strip()
    )
    answers = [Answer(round=made, criterion=criterion) for criterion in case.kind.criteria.all()]
    _fill(case, answers)
    Answer.objects.bulk_create(answers)
    return made


def _fill(case: Case, answers: Iterable[Answer]) -> None:
    """Let the platform's own actor answer what the records know; no data stays no data."""
    candidate, who, now = candidate_of(case), platform(), clock.now()
    for answer in answers:
        check = find_check(answer.criterion.check_code)
        if check is None:
            continue
        given = {**dict(check.parameters), **answer.criterion.parameters}
        found = check.compute(who, candidate, given)
        answer.auto_met = found.is_met
        answer.auto_words = found.words[:300]
        with override(settings.LANGUAGE_CODE):  # records keep their words in the county's language
            answer.auto_source = str(check.source)[:200]
        answer.auto_url = found.url[:300]
        answer.auto_at = now


@transaction.atomic
def read_records(*, case_id: int, actor: Actor) -> Round:
    """Take what the records say anew; what the unit and the reviewers said stays."""
    case = locked(case_id, actor)
    require(actor, VIEW, case)
    if not (is_own(actor, case) or actor.has(REVIEW)):
        raise NotPermitted(permission=REVIEW)
    found = open_round(case)
    if found is None:
        raise WrongState(_("No round of criteria is open."))
    answers = list(found.answers.select_related("criterion"))
    _fill(case, answers)
    update_rows(answers, ["auto_met", "auto_words", "auto_source", "auto_url", "auto_at"])
    audit(actor, "accreditation.records.read", case)
    return found


@transaction.atomic
def answer_criterion(
    *,
    answer_id: int,
    actor: Actor,
    is_met: bool | None = None,
    points: Decimal | None = None,
    note: str = "",
    evidence: Iterable[UploadedFile[Any]] = (),
) -> Answer:
    """Say in the name of the unit whether a criterion is met, with photos and papers."""
    answer = get_visible(Answer, answer_id, actor=actor, lock=True)
    case = locked(answer.round.case_id, actor)
    require(actor, APPLY, case)
    if answer.round.state != RoundState.OPEN:
        raise WrongState(_("The self-assessment was handed in already."))
    criterion = answer.criterion
    fields: dict[str, str] = {}
    if criterion.effect == Effect.POINTS:
        if points is None or not 0 <= points <= criterion.points:
            fields["points"] = _("Give 0 to %(most)s points.") % {"most": criterion.points}
        is_met = bool(points)
    elif is_met is None:
        fields["is_met"] = _("Say yes or no.")
    if is_met and answer.auto_met is False and not note.strip():
        fields["note"] = _("The records say otherwise: explain why it is met.")
    if fields:
        raise InvalidInput(fields=fields)
    answer.is_met = is_met
    answer.points = points if criterion.effect == Effect.POINTS else None
    answer.note = note.strip()
    answer.answered_at, answer.answered_by = clock.now(), actor.display_name[:100]
    answer.save()
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=answer, actor=actor, kind="document")
    audit(
        actor,
        "accreditation.criterion.answered",
        case,
        after={"criterion": criterion.code, "met": is_met},
    )
    return answer


def moved(case: Case, actor: Actor, reason: str = "") -> Case:
    """Keep a step on record and tell who watches."""
    audit(actor, "accreditation.case.moved", case, after={"state": case.state}, reason=reason)
    tell(CaseMoved, case, actor)
    return case


@transaction.atomic
def submit_case(*, case_id: int, actor: Actor) -> Case:
    """Hand in the self-assessment; the report in Word is made with it."""
    case = locked(case_id, actor)
    CASE.fire(case, "submit", actor=actor, also={"submitted_by_id": actor.id})
    found = open_round(case)
    if found is not None:
        score = judge(found).score
        submitted = {"submitted_at": clock.now(), "submitted_by": actor.display_name[:100]}
        ROUND.fire(found, "submit", actor=actor, also={**submitted, "score": score})
        case.report_id = render_report(case, found, actor).id
        case.score = found.score
        case.save(update_fields=["report_id", "score", "updated_at"])
    say(case, office_people(case), _("%(unit)s has handed in for %(kind)s"), actor)
    return moved(case, actor)


def _other_person(case: Case, actor: Actor) -> None:
    """Nobody reviews what he himself handed in."""
    if case.submitted_by_id == actor.id:
        raise NotPermitted(_("Who handed it in does not review it."))


@transaction.atomic
def accept_papers(*, case_id: int, actor: Actor) -> Case:
    """The papers are in order: the site is reviewed next."""
    case = locked(case_id, actor)
    _other_person(case, actor)
    CASE.fire(case, "accept_papers", actor=actor)
    say(case, people_of_unit(case), _("%(unit)s: the papers are in order, a visit follows"), actor)
    return moved(case, actor)


@transaction.atomic
def return_case(*, case_id: int, reason: str, actor: Actor) -> Case:
    """Send the self-assessment back; marks made so far are dropped, they were about other words."""
    case = locked(case_id, actor)
    _other_person(case, actor)
    CASE.fire(case, "return_", actor=actor, reason=reason)
    found = open_round(case)
    if found is not None:
        SiteMark.objects.filter(answer__round=found).delete()
        ROUND.fire(found, "return_", actor=platform(), reason=reason)
    say(
        case,
        people_of_unit(case),
        _("%(unit)s: please correct your self-assessment"),
        actor,
        reason,
    )
    return moved(case, actor, reason)


@transaction.atomic
def mark_on_site(
    *, case_id: int, marks: Mapping[int, Mapping[str, Any]], actor: Actor
) -> list[SiteMark]:
    """Record what one reviewer found on site, by criterion; again replaces his own.

    ``marks`` maps the answer to is_met, points, note. Raises ``InvalidInput`` with what is wrong.
    """
    case = locked(case_id, actor)
    require(actor, REVIEW, case)
    _other_person(case, actor)
    if case.state != CaseState.ON_SITE:
        raise WrongState(_("The case is not under on-site review."))
    found = open_round(case)
    answers = list(found.answers.select_related("criterion")) if found is not None else []
    fields: dict[str, str] = {}
    made = []
    for answer in answers:
        given = marks.get(answer.pk, {})
        criterion: Criterion = answer.criterion
        points, is_met = given.get("points"), given.get("is_met")
        if criterion.effect == Effect.POINTS:
            if points is None or not 0 <= points <= criterion.points:
                fields[f"points_{answer.pk}"] = _("Give 0 to %(most)s points.") % {
                    "most": criterion.points
                }
            is_met = bool(points)
        elif is_met is None:
            fields[f"met_{answer.pk}"] = _("Say yes or no.")
        made.append(
            SiteMark(
                answer=answer,
                reviewer_id=actor.id,
                reviewer=actor.display_name[:100],
                is_met=is_met,
                points=points if criterion.effect == Effect.POINTS else None,
                note=str(given.get("note", "")).strip()[:300],
                marked_at=clock.now(),
            )
        )
    if fields:
        raise InvalidInput(fields=fields)
    SiteMark.objects.filter(answer__in=answers, reviewer_id=actor.id).delete()
    SiteMark.objects.bulk_create(made)
    audit(actor, "accreditation.site.marked", case, after={"criteria": len(made)})
    tell(CaseMoved, case, actor)
    return made


@transaction.atomic
def assess_case(*, case_id: int, actor: Actor) -> Case:
    """Conclude the review on site: the score is the reviewers' mean."""
    case = locked(case_id, actor)
    CASE.check(case, "assess", actor=actor)
    found = open_round(case)
    score = judge(found).score if found is not None else None
    CASE.fire(case, "assess", actor=actor, also={"score": score})
    if found is not None:
        found.score = score
        found.save(update_fields=["score", "updated_at"])
    return moved(case, actor)
