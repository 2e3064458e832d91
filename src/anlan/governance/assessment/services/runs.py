"""An assessment from opening to the final ranking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.governance.assessment.choices import (
    SUBJECT_WORDS,
    Effect,
    ItemState,
    Means,
    RunKind,
    RunState,
)
from anlan.governance.assessment.errors import NotNow
from anlan.governance.assessment.events import RunMoved
from anlan.governance.assessment.models import ItemResult, Run, Scheme, SchemeItem, UnitResult
from anlan.governance.assessment.permissions import CONFIRM, MANAGE, REPORT
from anlan.governance.assessment.registry import gathering
from anlan.governance.assessment.selectors.units import unit_of, units_of
from anlan.governance.assessment.services import scoring as points
from anlan.governance.assessment.states import RUN
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require, require_permission

#: Days before the last day on which units that have not handed in are reminded.
REMIND_DAYS = (3, 1, 0)


def platform() -> Actor:
    """Who takes the figures: they do not depend on who presses the button."""
    return system_actor("assessment")


def default_name(scheme: Scheme, kind: str, since: date, until: date) -> str:
    """Return the official name of an assessment."""
    whom = SUBJECT_WORDS[scheme.subject]
    if kind == RunKind.MONTH:
        return f"{until:%Y}年{until.month}月{whom}安全生产月评"
    if kind == RunKind.HALF:
        half = "上" if until.month <= 6 else "下"
        return f"{until:%Y}年{half}半年{whom}安全生产考核"
    return f"{until:%Y}年度{whom}安全生产考核"


@transaction.atomic
def open_run(
    *,
    scheme_id: int,
    kind: str,
    since: date,
    until: date,
    actor: Actor,
    name: str = "",
    note: str = "",
) -> Run:
    """Open an assessment by a scheme in force: every unit gets its items and is told."""
    require_permission(actor, MANAGE)
    scheme = get_visible(Scheme, scheme_id, actor=actor, lock=True)
    if scheme.state != "in_force":
        raise WrongState(_("Only a scheme in force is used: put it in force first."))
    if until < since:
        raise InvalidInput(fields={"until": _("The period ends before it begins.")})
    same = Run.objects.filter(scheme=scheme, kind=kind, since=since)
    if same.exclude(state=RunState.CANCELLED).exists():
        raise InvalidInput(fields={"since": _("This period is assessed already.")})
    run = Run.objects.create(
        scheme=scheme,
        kind=kind,
        since=since,
        until=until,
        name=name or default_name(scheme, kind, since, until),
        hand_in_until=clock.today() + timedelta(days=scheme.hand_in_days),
        previous=compared_with(scheme, kind, until),
        opened_by=actor.display_name[:100],
        note=note,
    )
    _enter_units(run, actor)
    audit(actor, "assessment.run.opened", run, after={"since": since, "until": until})
    take_figures(run)
    emit(RunMoved(run.pk, run.state), actor)
    _tell_units(run, "考核已开始，请上报", f"请于{run.hand_in_until}前上传佐证并自评。", actor)
    return run


def compared_with(scheme: Scheme, kind: str, until: date) -> Run | None:
    """The latest final assessment of the same kind for the same units.

    A half-year check without one before it is compared with the last annual assessment, and the
    other way round.
    """
    rows = Run.objects.filter(
        state=RunState.CONFIRMED, scheme__subject=scheme.subject, until__lt=until
    ).order_by("-until", "-pk")
    same = rows.filter(kind=kind).first()
    if same is not None or kind == RunKind.MONTH:
        return same
    return rows.exclude(kind=RunKind.MONTH).first()


def items_for(scheme: Scheme, kind: str) -> list[SchemeItem]:
    """Return the items of a scheme that count in a kind of assessment."""
    rows = SchemeItem.objects.filter(part__scheme=scheme, used_in__contains=[kind])
    return list(rows.select_related("part").order_by("part__sort_order", "sort_order", "pk"))


def _enter_units(run: Run, actor: Actor) -> None:
    items = items_for(run.scheme, run.kind)
    found = units_of(run.scheme, actor)
    if not found or not items:
        raise InvalidInput(_("The scheme finds no unit or no item for this assessment."))
    results = UnitResult.objects.bulk_create(
        UnitResult(
            run=run,
            organisation_id=row.unit.id,
            person_id=row.unit.person_id,
            group_name=row.group,
        )
        for row in found
    )
    ItemResult.objects.bulk_create(
        ItemResult(result=result, item=item, state=_first_state(item))
        for result in results
        for item in items
    )


def _first_state(item: SchemeItem) -> str:
    if item.means == Means.AUTOMATIC:
        return ItemState.MISSING
    return ItemState.WAITING if item.effect == Effect.EARN else ItemState.SCORED


def take_figures(run: Run) -> None:
    """Ask every source for every unit and add up; what has no data stays without points."""
    rows = points.items_of(run)
    computed = [row for row in rows if row.item.means == Means.AUTOMATIC and not row.settled_by]
    today = clock.today()
    until = min(run.until, today) if run.since <= today else run.until
    with gathering():
        for row in computed:
            fact = points.fact_of(row.item, unit_of(row.result), run.since, until, platform())
            row.facts = points.frozen(fact, row.item)
    score_rows(rows)
    update_rows(computed, ["facts", "points", "words", "state"])
    run.computed_at = clock.now()
    run.save(update_fields=["computed_at", "updated_at"])
    points.settle_totals(run, rows)


def score_rows(rows: Iterable[ItemResult]) -> None:
    """Set the points of the automatic items from their frozen facts."""
    found = list(rows)
    for row in found:
        if row.item.means != Means.AUTOMATIC or row.settled_by:
            continue
        scored = points.score_facts(row, points.peers_of(found, row))
        row.points, row.words = scored.points, scored.words
        row.state = ItemState.MISSING if scored.points is None else ItemState.SCORED


def _moved(run: Run, actor: Actor, reason: str = "") -> Run:
    audit(actor, "assessment.run.moved", run, after={"state": run.state}, reason=reason)
    emit(RunMoved(run.pk, run.state), actor)
    return run


@transaction.atomic
def refresh_figures(*, run_id: int, actor: Actor) -> Run:
    """Take the figures anew, as long as nothing is published."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    require(actor, MANAGE, run)
    if run.state not in (RunState.OPEN, RunState.MARKING, RunState.REVIEW):
        raise NotNow
    take_figures(run)
    audit(actor, "assessment.run.computed", run, after={"computed_at": run.computed_at})
    emit(RunMoved(run.pk, run.state), actor)
    return run


@transaction.atomic
def close_run(*, run_id: int, actor: Actor) -> Run:
    """Close handing in: what was not handed in is marked as it is."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "close", actor=actor)
    take_figures(run)
    return _moved(run, actor)


@transaction.atomic
def review_run(*, run_id: int, actor: Actor) -> Run:
    """Every item is marked: the office looks over it."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "review", actor=actor)
    points.settle_totals(run)
    return _moved(run, actor)


@transaction.atomic
def reopen_run(*, run_id: int, actor: Actor, reason: str = "") -> Run:
    """Back to marking."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "reopen", actor=actor, reason=reason)
    return _moved(run, actor, reason)


@transaction.atomic
def publish_run(*, run_id: int, actor: Actor) -> Run:
    """Show every unit its points; from now it may appeal, and figures are not taken again."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "publish", actor=actor)
    run.published_at = clock.now()
    run.appeal_until = clock.today() + timedelta(days=run.scheme.appeal_days)
    run.save(update_fields=["published_at", "appeal_until", "updated_at"])
    points.settle_totals(run)
    _tell_units(
        run,
        "考核结果（征求意见）",
        f"如有异议，请于{run.appeal_until}前逐项申诉并附佐证。",
        actor,
    )
    return _moved(run, actor)


@transaction.atomic
def confirm_run(*, run_id: int, actor: Actor) -> Run:
    """The leader confirms: points, grades and places are frozen and open to all units."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "confirm", actor=actor)
    run.confirmed_at, run.confirmed_by = clock.now(), actor.display_name[:100]
    run.save(update_fields=["confirmed_at", "confirmed_by", "updated_at"])
    points.settle_totals(run)
    run.results.update(frozen_at=run.confirmed_at)
    audit(actor, "assessment.run.confirmed", run, after={"units": run.results.count()})
    emit(RunMoved(run.pk, run.state), actor)
    _tell_units(run, "考核结果已确认", "排名和等次已公布。", actor)
    return run


@transaction.atomic
def cancel_run(*, run_id: int, actor: Actor, reason: str = "") -> Run:
    """Give an assessment up; the reason stays."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    RUN.fire(run, "cancel", actor=actor, reason=reason)
    return _moved(run, actor, reason)


def _tell_units(run: Run, title: str, body: str, actor: Actor, *, only_late: bool = False) -> None:
    rights = policy_of(UnitResult)
    people: dict[int, None] = {}
    results = run.results.select_related("organisation")
    if only_late:
        results = results.filter(handed_in_at__isnull=True)
    for result in results:
        for person in rights.who_can(REPORT, result):
            people[person] = None
    notify(
        kind="assessment.run",
        person_ids=list(people),
        title=f"{run.name}：{title}",
        body=body,
        url=reverse("assessment:mine"),
        subject=run,
        actor=actor,
    )


def remind(*, actor: Actor) -> int:
    """Every morning: units that have not handed in, and leaders whose confirmation is due.

    Returns how many assessments somebody was reminded of.
    """
    today, reminded = clock.today(), 0
    for run in Run.objects.filter(state=RunState.OPEN, hand_in_until__gte=today):
        left = (run.hand_in_until - today).days
        if left in REMIND_DAYS and run.results.filter(handed_in_at__isnull=True).exists():
            _tell_units(run, "请尽快上报", f"距上报截止还有{left}天。", actor, only_late=True)
            reminded += 1
    yesterday = today - timedelta(days=1)
    for run in Run.objects.filter(state=RunState.PUBLISHED, appeal_until=yesterday):
        notify(
            kind="assessment.confirm",
            person_ids=policy_of(Run).who_can(CONFIRM, run),
            title=f"{run.name}：申诉期已满，请审定",
            url=run.get_absolute_url(),
            subject=run,
            actor=actor,
        )
        reminded += 1
    return reminded
