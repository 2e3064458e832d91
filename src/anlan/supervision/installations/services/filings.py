"""Filing with the county 备案: apply, review, file, cancel; clocks run on each step."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.supervision.enterprises.public import responsible_person_ids
from anlan.supervision.installations.choices import AssessmentTrigger, FilingState
from anlan.supervision.installations.events import FilingChanged
from anlan.supervision.installations.models import Filing, IdentificationRun, Installation
from anlan.supervision.installations.permissions import REVIEW, SUBMIT
from anlan.supervision.installations.selectors.standard import read_rule
from anlan.supervision.installations.services.identification import grade_word
from anlan.supervision.installations.states import FILING

RUNNING = ("draft", "submitted", "accepted", "returned")


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; the last of a shorter month where there is no such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def create_filing(
    *,
    installation_id: int,
    trigger: str,
    assessed_on: date,
    assessor: str,
    actor: Actor,
    report_number: str = "",
) -> Filing:
    """Begin a filing from the safety assessment and the calculation that stands.

    Raises ``WrongState``: no major hazard installation, another filing runs, or vessels are still
    to be decided; ``InvalidInput``: the assessment is of the future or too old.
    """
    installation = get_visible(Installation, installation_id, actor=actor, lock=True)
    require(actor, SUBMIT, installation)
    if not installation.is_major or installation.grade is None:
        raise WrongState(_("This unit is no major hazard installation: nothing is to be filed."))
    if installation.undecided:
        raise WrongState(_("Vessels are still to be decided: the level is not settled."))
    if installation.filings.filter(state__in=RUNNING).exists():
        raise WrongState(_("A filing of this installation is running already."))
    if trigger not in AssessmentTrigger.values:
        raise InvalidInput(fields={"trigger": _("There is no such occasion.")})
    _check_assessment(assessed_on)
    run = IdentificationRun.objects.filter(installation=installation).first()
    assert run is not None  # a graded installation has been calculated
    filing = Filing.objects.create(
        installation=installation,
        trigger=trigger,
        run=run,
        grade=installation.grade,
        assessed_on=assessed_on,
        assessor=assessor.strip(),
        report_number=report_number.strip(),
    )
    installation.assessed_on = assessed_on
    installation.save(update_fields=["assessed_on", "updated_at"])
    audit(
        actor,
        "installations.filing.created",
        filing,
        after={"grade": filing.grade, "assessed_on": assessed_on, "assessor": assessor},
    )
    begun = timezone.make_aware(datetime.combine(assessed_on, time.min))
    start_deadline(
        rule_code="installations.file",
        subject=filing,
        actor=actor,
        started_at=begun,
        responsible_ids=responsible_person_ids(installation.enterprise_id),
    )
    meet_deadline(subject=installation, rule_code="installations.reassess", actor=actor)
    _tell(filing, actor)
    return filing


def _check_assessment(assessed_on: date) -> None:
    today = clock.today()
    if assessed_on > today:
        raise InvalidInput(fields={"assessed_on": _("The assessment lies in the future.")})
    if add_months(assessed_on, int(read_rule("assessment_validity"))) < today:
        raise InvalidInput(
            fields={"assessed_on": _("The assessment is too old: a new one is due every 3 years.")}
        )


def _tell(filing: Filing, actor: Actor) -> None:
    emit(
        FilingChanged(
            filing_id=filing.pk,
            installation_id=filing.installation_id,
            enterprise_id=filing.installation.enterprise_id,
            region=filing.region_id,
            state=filing.state,
        ),
        actor,
    )


def _step(filing_id: int, step: str, actor: Actor, reason: str = "") -> Filing:
    filing = get_visible(Filing, filing_id, actor=actor, lock=True)
    before = filing.state
    FILING.fire(filing, step, actor=actor, reason=reason)
    audit(
        actor,
        f"installations.filing.{step}",
        filing,
        before={"state": before},
        after={"state": filing.state},
        reason=reason,
    )
    return filing


@transaction.atomic
def submit_filing(*, filing_id: int, actor: Actor) -> Filing:
    """Hand the filing in; the office's clock begins."""
    filing = _step(filing_id, "submit", actor)
    filing.submitted_at = clock.now()
    filing.save(update_fields=["submitted_at", "updated_at"])
    for rule in ("installations.file", "installations.correct"):
        meet_deadline(subject=filing, rule_code=rule, actor=actor)
    start_deadline(rule_code="installations.review", subject=filing, actor=actor)
    notify(
        kind="installations.filing_submitted",
        person_ids=policy_of(Filing).who_can(REVIEW, filing),
        title=_("To review: filing of %(name)s") % {"name": filing.installation},
        body=grade_word(filing.grade),
        url=filing.get_absolute_url(),
        level=filing.grade,
        subject=filing,
        actor=actor,
    )
    _tell(filing, actor)
    return filing


@transaction.atomic
def accept_filing(*, filing_id: int, actor: Actor) -> Filing:
    """Take the documents as complete; filing itself follows."""
    filing = _step(filing_id, "accept", actor)
    _tell(filing, actor)
    return filing


@transaction.atomic
def return_filing(*, filing_id: int, reason: str, actor: Actor) -> Filing:
    """Send the filing back, saying what is missing; the enterprise's clock begins."""
    filing = _step(filing_id, "return_", actor, reason)
    meet_deadline(subject=filing, rule_code="installations.review", actor=actor, evidence=reason)
    owners = responsible_person_ids(filing.installation.enterprise_id)
    start_deadline(
        rule_code="installations.correct", subject=filing, actor=actor, responsible_ids=owners
    )
    notify(
        kind="installations.filing_returned",
        person_ids=owners,
        title=_("Returned: filing of %(name)s") % {"name": filing.installation},
        body=reason,
        url=filing.get_absolute_url(),
        level=3,
        subject=filing,
        actor=actor,
    )
    _tell(filing, actor)
    return filing


@transaction.atomic
def register_filing(*, filing_id: int, number: str, filed_on: date, actor: Actor) -> Filing:
    """Give the filing its number and day; it holds for the period of the county's rule."""
    filing = get_visible(Filing, filing_id, actor=actor, lock=True)
    FILING.check(filing, "register", actor=actor)
    if not number.strip():
        raise InvalidInput(fields={"number": _("Give the filing number.")})
    if Filing.objects.filter(number=number.strip()).exists():
        raise InvalidInput(fields={"number": _("This number is taken.")})
    if not filing.assessed_on <= filed_on <= clock.today():
        raise InvalidInput(fields={"filed_on": _("The day lies between the assessment and today.")})
    valid_to = add_months(filed_on, int(read_rule("filing_validity")))
    filing.number, filing.filed_on, filing.valid_to = number.strip(), filed_on, valid_to
    try:
        with transaction.atomic():
            filing.save(update_fields=["number", "filed_on", "valid_to", "updated_at"])
    except IntegrityError:
        raise InvalidInput(fields={"number": _("This number is taken.")}) from None
    filing = _step(filing.pk, "register", actor)
    older = filing.installation.filings.filter(state=FilingState.FILED).exclude(pk=filing.pk)
    for old in older:
        FILING.fire(
            old,
            "cancel",
            actor=actor,
            reason=_("replaced by %(number)s") % {"number": filing.number},
        )
    installation = filing.installation
    installation.filed_on, installation.filed_until = filed_on, valid_to
    installation.filed_grade = filing.grade
    installation.save(update_fields=["filed_on", "filed_until", "filed_grade", "updated_at"])
    meet_deadline(
        subject=filing, rule_code="installations.review", actor=actor, evidence=filing.number
    )
    notify(
        kind="installations.filed",
        person_ids=responsible_person_ids(installation.enterprise_id),
        title=_("Filed: %(name)s, %(number)s") % {"name": installation, "number": filing.number},
        url=filing.get_absolute_url(),
        subject=filing,
        actor=actor,
    )
    _tell(filing, actor)
    return filing


@transaction.atomic
def cancel_filing(*, filing_id: int, reason: str, actor: Actor) -> Filing:
    """End a filing: the installation is gone, or no longer a major hazard (核销)."""
    filing = _step(filing_id, "cancel", actor, reason)
    installation = filing.installation
    if not installation.filings.filter(state=FilingState.FILED).exists():
        installation.filed_on = installation.filed_until = installation.filed_grade = None
        installation.save(update_fields=["filed_on", "filed_until", "filed_grade", "updated_at"])
    cancel_deadlines(subject=filing, actor=actor, reason=reason)
    cancel_deadlines(subject=installation, actor=actor, reason=reason)
    _tell(filing, actor)
    return filing
