"""What the alarm engine lays on people's desks: reviews, offers of responsibility, spot checks."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.choices import AlarmState, CheckState, DutyOutcome, ReviewState
from anlan.monitoring.alarms.models import Alarm, AlarmDuty, RuleReview, SpotCheck, Suppression
from anlan.monitoring.alarms.permissions import APPROVE_SUPPRESSION, CHANGE_RULE, CLOSE

LINES = 20


def review_items(actor: Actor) -> Iterable[DeskItem]:
    """Rules with too many false alarms: first of all the owner's own."""
    rows = visible(RuleReview, actor).filter(state=ReviewState.OPEN).select_related("rule")
    for review in rows[:LINES]:
        if review.owner_id in (None, actor.person_id):
            yield DeskItem(
                label=_("Too many false alarms: %(rule)s") % {"rule": review.rule},
                url=review.get_absolute_url(),
                level=review.rule.level,
                state={"label": review.get_state_display(), "tone": review.tone},
                at=review.created_at,
                value=f"{review.share:.0%}",
            )


def asked_items(actor: Actor) -> Iterable[DeskItem]:
    """What somebody asks of me: to answer a spot check, to take over an alarm."""
    if actor.person_id is None:
        return
    checks = SpotCheck.objects.filter(person_id=actor.person_id, state=CheckState.WAITING)
    for check in checks[:LINES]:
        yield DeskItem(
            label=_("Spot check of the watch: please answer"),
            url=check.get_absolute_url(),
            level=2,
            due=check.due_at,
            sound_id=f"check-{check.pk}",
        )
    offers = AlarmDuty.objects.filter(person_id=actor.person_id, outcome=DutyOutcome.OFFERED)
    for offer in offers.select_related("alarm")[:LINES]:
        yield DeskItem(
            label=_("You are asked to take over: %(alarm)s") % {"alarm": offer.alarm},
            url=offer.alarm.get_absolute_url(),
            level=offer.alarm.level,
            due=offer.answer_due_at,
        )


def window_items(actor: Actor) -> Iterable[DeskItem]:
    """Suppression windows that wait for my approval."""
    rows = visible(Suppression, actor).filter(state="requested")
    for window in rows.select_related("device", "enterprise", "region")[:LINES]:
        if window.requester_id is None or window.requester_id != actor.person_id:
            yield DeskItem(
                label=_("Suppression asked for: %(object)s") % {"object": window},
                url=window.get_absolute_url(),
                state={"label": window.get_state_display(), "tone": window.tone},
                at=window.starts_at,
                due=window.ends_at,
            )


def closing_items(actor: Actor) -> Iterable[DeskItem]:
    """Alarms that were dealt with and wait to be closed."""
    rows = visible(Alarm, actor).filter(state=AlarmState.DISPOSED, step_due_at__isnull=False)
    for alarm in rows.select_related("enterprise", "region").order_by("step_due_at")[:LINES]:
        yield DeskItem(
            label=_("Close: %(alarm)s") % {"alarm": alarm},
            url=alarm.get_absolute_url(),
            where=str(alarm.enterprise or alarm.region),
            level=alarm.level,
            due=alarm.step_due_at,
        )


register_desk(
    DeskSection(
        name="alarms-to-close",
        title=gettext_lazy("To be closed"),
        place="soon",
        items=closing_items,
        permission=CLOSE,
        order=20,
        topics=("alarms",),
        url="/alarms/?tab=to_close",
    ),
    DeskSection(
        name="alarm-asked",
        title=gettext_lazy("Asked of me"),
        place="now",
        items=asked_items,
        order=5,
        topics=("alarms",),
    ),
    DeskSection(
        name="alarm-windows",
        title=gettext_lazy("Suppression windows"),
        place="now",
        items=window_items,
        permission=APPROVE_SUPPRESSION,
        order=60,
        topics=("alarms",),
    ),
    DeskSection(
        name="rule-reviews",
        title=gettext_lazy("Rule reviews"),
        place="now",
        items=review_items,
        permission=CHANGE_RULE,
        order=70,
        topics=("alarm-rules",),
    ),
)
