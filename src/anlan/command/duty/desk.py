"""Duty on the desks, and the parts of a desk that belong to the lower floors.

Apps of lower floors contribute their own sections; what they have not, because they know no desk
of a role, stands here: alarms, running clocks, the way to accounts and the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.deadlines.public import running_deadlines
from anlan.command.duty.models import DutyLeave, DutyLogEntry, DutySwap, Handover
from anlan.command.duty.permissions import (
    ANSWER_CHECK,
    ASK_CHECK,
    CALL,
    HAND_OVER,
    LOG,
    PLAN,
    VIEW,
    VIEW_LOG,
    VIEW_RELIEF,
)
from anlan.command.duty.selectors.checks import waiting_for
from anlan.command.duty.selectors.relief import leaves_to_decide, swaps_for, swaps_to_decide
from anlan.command.duty.selectors.roster import visible_on_duty, without_stand_in
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import (
    DeskFigure,
    DeskItem,
    DeskSection,
    Situation,
    register_clause,
    register_desk,
    register_figure,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.public import (
    AlarmInfo,
    list_alarms_since,
    list_desk_alarms,
    list_open_alarms,
)

LINES = 50
#: Windows in which something may be reported are no duty that runs late.
NO_DUTY = "window"


def alarm_items(actor: Actor) -> Iterable[DeskItem]:
    """Alarms that need a hand; an unanswered one sounds."""
    return [_alarm(alarm) for alarm in list_desk_alarms(actor, limit=LINES)]


def _alarm(alarm: AlarmInfo) -> DeskItem:
    value = "" if alarm.peak_value is None else f"{alarm.peak_value:g} {alarm.unit}".strip()
    return DeskItem(
        label=alarm.title,
        url=alarm.url,
        where=alarm.enterprise_name or alarm.region_name,
        level=alarm.level,
        state={
            "label": alarm.state_label,
            "tone": "overdue" if alarm.state == "open" else "active",
        },
        at=alarm.raised_at,
        due=alarm.due_at,
        value=value,
        sound_id=str(alarm.id) if alarm.state == "open" else "",
    )


def clock_items(actor: Actor) -> Iterable[DeskItem]:
    """Clocks that run, what is late or will be first on top."""
    return [
        DeskItem(
            label=deadline.title,
            url=deadline.subject_url or reverse("duty:home"),
            where=deadline.subject_label,
            due=deadline.due_at,
        )
        for deadline in running_deadlines(actor, limit=LINES)
        if NO_DUTY not in deadline.rule_code
    ]


def follow_up_items(actor: Actor) -> Iterable[DeskItem]:
    """Entries of the log that wait, of one's own office."""
    if actor.organisation_id is None:
        return []
    rows = visible(DutyLogEntry, actor).filter(
        needs_follow_up=True, done_at__isnull=True, organisation_id=actor.organisation_id
    )
    return [
        DeskItem(
            label=entry.text,
            url=f"{reverse('duty:log')}?tab=open",
            where=entry.counterpart,
            at=entry.at,
        )
        for entry in rows[:LINES]
    ]


def handover_items(actor: Actor) -> Iterable[DeskItem]:
    """A shift that waits to be taken over."""
    rows = visible(Handover, actor).filter(state="offered").exclude(given_by_id=actor.id)
    return [
        DeskItem(
            label=_("Take over the shift of %(name)s") % {"name": row.given_by},
            url=row.get_absolute_url(),
            at=row.given_at,
        )
        for row in rows[:3]
    ]


def check_items(actor: Actor) -> Iterable[DeskItem]:
    """Duty checks that wait for my answer: they sound, and one press answers."""
    return [
        DeskItem(
            label=_("Duty check: %(name)s asks whether you are on duty")
            % {"name": answer.check_asked.asked_by},
            url=answer.get_absolute_url(),
            where=answer.check_asked.note,
            level=2,
            at=answer.asked_at,
            due=answer.check_asked.due_at,
            verbs=(
                {
                    "name": "answer",
                    "label": _("I am on duty"),
                    "url": answer.get_absolute_url(),
                    "primary": True,
                },
            ),
            sound_id=f"duty-check-{answer.pk}",
        )
        for answer in waiting_for(actor)[:3]
    ]


def relief_items(actor: Actor) -> Iterable[DeskItem]:
    """Swaps that wait for my word, and the leave and swaps that wait for my decision."""
    found = [
        DeskItem(
            label=_("%(name)s asks you to take a shift: %(shift)s")
            % {"name": swap.person.name, "shift": swap.given_label},
            url=swap.get_absolute_url(),
            where=swap.return_label,
            at=swap.asked_at,
        )
        for swap in swaps_for(actor)
    ]
    if not actor.has(PLAN):
        return found
    requests: list[DutyLeave | DutySwap] = [*leaves_to_decide(actor), *swaps_to_decide(actor)]
    return found + [
        DeskItem(
            label=_("Leave to decide: %(name)s") % {"name": row}
            if isinstance(row, DutyLeave)
            else _("Swap to decide: %(name)s") % {"name": row},
            url=row.get_absolute_url(),
            where=str(row.organisation),
            at=row.asked_at,
        )
        for row in requests
    ]


def stand_in_items(actor: Actor) -> Iterable[DeskItem]:
    """Shifts whose person is on leave: one press puts the fairest free colleague."""
    return [
        DeskItem(
            label=_("Needs a stand-in: %(name)s, %(day)s %(shift)s")
            % {"name": row.person.name, "day": row.day, "shift": row.shift.name},
            url=f"{reverse('duty:roster')}?from={row.day - timedelta(days=row.day.weekday())}",
            where=f"{row.get_role_display()} · {row.organisation}",
            level=3,
            due=row.starts_at,
            verbs=(
                {
                    "name": "stand_in",
                    "label": _("Put the fairest free colleague"),
                    "url": reverse("duty:stand_in", args=[row.pk]),
                },
            ),
        )
        for row in without_stand_in(actor, limit=10)
    ]


def changed_items(actor: Actor) -> Iterable[DeskItem]:
    """Alarms of the last day that are finished."""
    return [
        DeskItem(
            label=alarm.title,
            url=alarm.url,
            where=alarm.enterprise_name or alarm.region_name,
            level=alarm.level,
            state={"label": alarm.state_label, "tone": "done"},
            at=alarm.raised_at,
        )
        for alarm in list_alarms_since(actor, clock.now() - timedelta(days=1))
        if alarm.state in ("closed", "false_alarm")
    ][:LINES]


def on_duty_panel(actor: Actor) -> Mapping[str, Any]:
    """Who is on duty now."""
    people = visible_on_duty(actor)
    ways = (
        (CALL, pgettext("duty", "Call list"), "duty:calls", "phone"),
        (ASK_CHECK, _("Check the duty"), "duty:ask", "user-check"),
    )
    return {
        "actions": [
            {"label": label, "url": reverse(name), "icon": icon}
            for permission, label, name, icon in ways
            if actor.has(permission)
        ],
        "rows": [
            {
                "label": person.name,
                "where": f"{person.role_label} · {person.organisation_name}",
                "at": person.ends_at,
            }
            for person in people
        ],
        "empty": _("Nobody is on the roster at this hour."),
    }


def log_panel(actor: Actor) -> Mapping[str, Any]:
    """The last entries of the log."""
    rows = visible(DutyLogEntry, actor)[:6]
    return {
        "rows": [
            {"label": entry.text, "url": entry.url, "where": entry.actor_name, "at": entry.at}
            for entry in rows
        ],
        "empty": _("The log is empty. Calls, notices and instructions are written here."),
        "actions": [{"label": _("Write"), "url": reverse("duty:log"), "icon": "pencil"}]
        if actor.has(LOG)
        else [],
    }


#: Ways on of the roles that do not command: role words are shown only where the page exists.
LINKS: tuple[tuple[tuple[str, ...], str, Any], ...] = (
    (("auditor",), "audit:records", gettext_lazy("Audit trail")),
    (("auditor",), "audit:verify", gettext_lazy("Verify the audit chain")),
    (("system_admin", "security_admin", "auditor"), "accounts:accounts", gettext_lazy("Accounts")),
    (("security_admin", "auditor"), "accounts:roles", gettext_lazy("Roles")),
    (("system_admin",), "organisations:organisations", gettext_lazy("Organisations")),
    (("system_admin",), "regions:regions", gettext_lazy("Regions")),
)


def links_panel(actor: Actor) -> Mapping[str, Any] | None:
    """The pages of administrators and auditors."""
    rows = []
    for roles, name, label in LINKS:
        if not actor.roles & set(roles):
            continue
        if url := find_url(name):
            rows.append({"label": label, "url": url})
    return {"rows": rows} if rows else None


def alarm_situation(actor: Actor) -> Situation | None:
    """How many alarms wait for an answer."""
    if not actor.has("alarms.view_alarm"):
        return None
    alarms = [a for a in list_open_alarms(actor, limit=500) if a.state == "open"]
    if not alarms:
        return Situation(_("no alarm waits for an answer"), order=20)
    return Situation(
        _("%(count)d alarms wait for an answer") % {"count": len(alarms)},
        min(alarm.level for alarm in alarms),
        order=20,
    )


def count_alarms(actor: Actor) -> int:
    """How many alarms need a hand."""
    return len(list_open_alarms(actor, limit=500))


def count_overdue(actor: Actor) -> int:
    """How many clocks have run out."""
    return sum(1 for deadline in running_deadlines(actor, limit=500) if deadline.is_overdue)


register_desk(
    DeskSection(
        name="alarms",
        title=gettext_lazy("Alarms"),
        place="now",
        items=alarm_items,
        permission="alarms.view_alarm",
        order=10,
        topics=("alarms",),
    ),
    DeskSection(
        name="deadlines",
        title=gettext_lazy("Running clocks"),
        place="soon",
        items=clock_items,
        permission="deadlines.view_deadline",
        order=10,
        topics=("deadlines",),
    ),
    DeskSection(
        name="duty.check",
        title=gettext_lazy("Duty checks"),
        place="now",
        items=check_items,
        permission=ANSWER_CHECK,
        order=5,
        topics=("duty",),
    ),
    DeskSection(
        name="duty.relief",
        title=gettext_lazy("Leave and swaps"),
        place="now",
        items=relief_items,
        permission=VIEW_RELIEF,
        order=45,
        topics=("duty",),
    ),
    DeskSection(
        name="duty.stand_in",
        title=gettext_lazy("Shifts without a stand-in"),
        place="now",
        items=stand_in_items,
        permission=PLAN,
        order=46,
        topics=("duty",),
    ),
    DeskSection(
        name="duty.handover",
        title=gettext_lazy("Hand-over"),
        place="now",
        items=handover_items,
        permission=HAND_OVER,
        order=40,
        topics=("duty",),
    ),
    DeskSection(
        name="duty.follow_up",
        title=gettext_lazy("To follow up"),
        place="now",
        items=follow_up_items,
        permission=LOG,
        order=50,
        topics=("duty",),
    ),
    DeskSection(
        name="alarms.changed",
        title=gettext_lazy("Finished alarms"),
        place="changed",
        items=changed_items,
        permission="alarms.view_alarm",
        order=30,
        topics=("alarms",),
    ),
    DeskSection(
        name="on-duty",
        title=gettext_lazy("On duty now"),
        place="panel",
        context=on_duty_panel,
        permission=VIEW,
        order=10,
        topics=("duty",),
        url="/duty/roster/",
    ),
    DeskSection(
        name="duty-log",
        title=gettext_lazy("Duty log"),
        place="panel",
        context=log_panel,
        permission=VIEW_LOG,
        order=20,
        topics=("duty",),
        url="/duty/log/",
    ),
    DeskSection(
        name="ways",
        title=gettext_lazy("Your pages"),
        place="panel",
        context=links_panel,
        roles=("auditor", "system_admin", "security_admin"),
        order=90,
    ),
)
register_figure(
    DeskFigure(
        name="alarms",
        label=gettext_lazy("Alarms that need a hand"),
        value=count_alarms,
        url=lambda: find_url("alarms:list"),
        permission="alarms.view_alarm",
        order=20,
    ),
    DeskFigure(
        name="overdue",
        label=gettext_lazy("Clocks overdue"),
        value=count_overdue,
        url=lambda: f"{reverse('duty:home')}#desk-soon",
        permission="deadlines.view_deadline",
        order=30,
    ),
)
register_clause("alarms", alarm_situation)
