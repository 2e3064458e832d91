"""What units report: progress, their part, a period, that it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.governance.commitments.choices import AT_WORK, OWED, CommitmentState, PeriodState
from anlan.governance.commitments.errors import NotAtWork, PeriodIsClosed
from anlan.governance.commitments.events import CommitmentMoved, CommitmentReported
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentPart,
    CommitmentReport,
    Milestone,
    ReportingPeriod,
)
from anlan.governance.commitments.permissions import REPORT
from anlan.governance.commitments.states import COMMITMENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require

from .common import locked, tell, tell_office
from .outlooks import refresh_outlooks
from .periods import whole_number

Files = Iterable[UploadedFile[Any]]


@transaction.atomic
def start_work(*, commitment_id: int, actor: Actor) -> Commitment:
    """Begin work, or take up again what was sent back."""
    commitment = locked(commitment_id, actor)
    COMMITMENT.fire(commitment, "start", actor=actor)
    audit(actor, "commitments.commitment.started", commitment)
    tell(CommitmentMoved, commitment, actor, step="start")
    return commitment


@transaction.atomic
def report_progress(
    *,
    commitment_id: int,
    text: str,
    actor: Actor,
    progress: int | None = None,
    figure: Decimal | None = None,
    problem: str = "",
    needs_decision: bool = False,
    reached: Iterable[int] = (),
    evidence: Files = (),
) -> CommitmentReport:
    """Report how far one's unit is; the work begins with the first report.

    Where a figure is to be reached (12 of 20) it gives the percentage unless one is named.
    ``reached`` are milestones reached by now. Raises ``NotAtWork`` before the receipt is signed and
    after it was reported done, ``InvalidInput`` for a percentage out of range or missing words.
    """
    commitment = locked(commitment_id, actor)
    require(actor, REPORT, commitment)
    if commitment.state not in AT_WORK:
        raise NotAtWork
    if commitment.state in (CommitmentState.ACCEPTED, CommitmentState.SENT_BACK):
        COMMITMENT.fire(commitment, "start", actor=actor)
    share = _share(commitment, progress, figure)
    _reach(commitment, reached, actor)
    report = _write(
        commitment,
        actor,
        progress=share,
        figure=figure,
        text=text,
        problem=problem,
        needs_decision=needs_decision,
        evidence=evidence,
    )
    _keep(commitment, report)
    audit(
        actor,
        "commitments.commitment.reported",
        commitment,
        after={"progress": share, "problem": problem, "needs_decision": needs_decision},
    )
    tell(
        CommitmentReported,
        commitment,
        actor,
        progress=share,
        needs_decision=needs_decision,
    )
    if needs_decision:
        tell_office(
            commitment, actor, _("%(unit)s needs a decision: %(task)s"), body=problem.strip()
        )
    return report


@transaction.atomic
def submit_commitment(
    *,
    commitment_id: int,
    text: str,
    actor: Actor,
    figure: Decimal | None = None,
    evidence: Files = (),
) -> CommitmentReport:
    """Report a task done; it waits for the check."""
    commitment = locked(commitment_id, actor)
    figure = figure if figure is not None else commitment.reached_figure
    if (
        commitment.target_figure is not None
        and not commitment.cadence
        and (figure is None or figure < commitment.target_figure)
    ):
        COMMITMENT.check(commitment, "submit", actor=actor)
        raise InvalidInput(
            fields={
                "figure": _("%(target)s are to be reached; give the figure that was reached.")
                % {"target": f"{commitment.target_figure.normalize():f}{commitment.target_unit}"}
            }
        )
    COMMITMENT.fire(
        commitment, "submit", actor=actor, also={"done_on": clock.today(), "progress": 100}
    )
    report = _write(
        commitment, actor, progress=100, figure=figure, text=text, evidence=evidence, is_final=True
    )
    _keep(commitment, report)
    audit(actor, "commitments.commitment.submitted", commitment)
    tell(CommitmentReported, commitment, actor, progress=100, is_final=True)
    tell_office(commitment, actor, _("%(unit)s reports done: %(task)s"), body=text.strip())
    return report


@transaction.atomic
def report_part(
    *, part_id: int, progress: int, text: str, actor: Actor, evidence: Files = ()
) -> CommitmentPart:
    """Report what one's unit did as a supporting one."""
    part = get_visible(CommitmentPart, part_id, actor=actor, lock=True)
    require(actor, REPORT, part)
    commitment = part.commitment
    if not commitment.is_open:
        raise NotAtWork(_("This task is closed: nothing is to be reported any more."))
    share = _percent(progress)
    part.progress, part.text = share, _words(text)
    part.reported_at, part.reported_by = clock.now(), actor.display_name[:100]
    part.save(update_fields=["progress", "text", "reported_at", "reported_by", "updated_at"])
    report = CommitmentReport.objects.create(
        commitment=commitment,
        organisation_id=part.organisation_id,
        progress=share,
        text=part.text,
        is_final=False,
        made_by_id=actor.id,
        made_by=actor.display_name[:100],
    )
    _store(report, evidence, actor)
    audit(actor, "commitments.part.reported", part, after={"progress": share})
    tell(CommitmentReported, commitment, actor, progress=commitment.progress)
    return part


@transaction.atomic
def report_period(
    *,
    period_id: int,
    text: str,
    actor: Actor,
    figure: Decimal | None = None,
    evidence: Files = (),
) -> ReportingPeriod:
    """Report one period of a recurring task; late ones are taken as well and stay late."""
    period = get_visible(ReportingPeriod, period_id, actor=actor, lock=True)
    commitment = locked(period.commitment_id, actor)
    require(actor, REPORT, commitment)
    if commitment.state not in AT_WORK:
        raise NotAtWork
    if period.state not in OWED:
        raise PeriodIsClosed
    if commitment.state in (CommitmentState.ACCEPTED, CommitmentState.SENT_BACK):
        COMMITMENT.fire(commitment, "start", actor=actor)
    period.text, period.figure = _words(text), figure
    period.state = PeriodState.REPORTED
    period.reported_on = clock.today()
    period.reported_by = actor.display_name[:100]
    period.save()
    share = period_progress(commitment)
    report = _write(
        commitment,
        actor,
        progress=share,
        figure=figure,
        text=f"{period.label}：{period.text}",
        evidence=evidence,
        period=period,
    )
    _keep(commitment, report)
    audit(actor, "commitments.period.reported", period, after={"on": period.reported_on})
    tell(CommitmentReported, commitment, actor, progress=share)
    return period


def period_progress(commitment: Commitment) -> int:
    """Return the share of all periods of a recurring task that were reported."""
    number = whole_number(commitment)
    if not number:
        return commitment.progress
    done = commitment.periods.exclude(state__in=OWED).count()
    return min(99, round(100 * done / number))


def _share(commitment: Commitment, progress: int | None, figure: Decimal | None) -> int:
    if progress is None and figure is not None and commitment.target_figure:
        progress = int(min(Decimal(100), 100 * figure / commitment.target_figure))
    if progress is None:
        progress = commitment.progress
    return _percent(progress)


def _percent(progress: int) -> int:
    if not 0 <= progress <= 100:
        raise InvalidInput(fields={"progress": _("Progress lies between 0 and 100 percent.")})
    return progress


def _words(text: str) -> str:
    if not text.strip():
        raise InvalidInput(fields={"text": _("Please say what was done.")})
    return text.strip()


def _write(
    commitment: Commitment,
    actor: Actor,
    *,
    progress: int,
    figure: Decimal | None,
    text: str,
    problem: str = "",
    needs_decision: bool = False,
    evidence: Files = (),
    is_final: bool = False,
    period: ReportingPeriod | None = None,
) -> CommitmentReport:
    if needs_decision and not problem.strip():
        raise InvalidInput(fields={"problem": _("Say what has to be decided.")})
    report = CommitmentReport.objects.create(
        commitment=commitment,
        organisation_id=commitment.lead_id,
        period=period,
        progress=progress,
        figure=figure,
        text=_words(text),
        problem=problem.strip(),
        needs_decision=needs_decision,
        is_final=is_final,
        made_by_id=actor.id,
        made_by=actor.display_name[:100],
    )
    _store(report, evidence, actor)
    return report


def _store(report: CommitmentReport, evidence: Files, actor: Actor) -> None:
    for uploaded in evidence:
        kind = "photo" if (uploaded.content_type or "").startswith("image/") else "document"
        store_upload(uploaded=uploaded, subject=report, actor=actor, kind=kind)


def _keep(commitment: Commitment, report: CommitmentReport) -> None:
    """Bring the commitment to what was reported, and its outlook with it."""
    commitment.progress = report.progress
    if report.figure is not None and report.period_id is None:
        commitment.reached_figure = report.figure
    elif report.figure is not None:
        commitment.reached_figure = (commitment.reached_figure or 0) + report.figure
    commitment.problem = report.problem
    commitment.needs_decision = report.needs_decision
    commitment.reported_at = report.made_at
    commitment.save(
        update_fields=[
            "progress",
            "reached_figure",
            "problem",
            "needs_decision",
            "reported_at",
            "updated_at",
        ]
    )
    refresh_outlooks([commitment])


def _reach(commitment: Commitment, ids: Iterable[int], actor: Actor) -> None:
    today: date = clock.today()
    for milestone in Milestone.objects.filter(
        commitment=commitment, pk__in=list(ids), reached_on__isnull=True
    ):
        milestone.reached_on = today
        milestone.save(update_fields=["reached_on"])
        audit(actor, "commitments.milestone.reached", milestone, after={"on": today})
