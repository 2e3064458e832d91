"""The desk of system administrators: what does not run, who cannot sign in, what lacks a lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.base.accounts.models import Grant, User
from anlan.base.accounts.permissions import VIEW_USER
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.operation import FAILURES_SINCE_DAYS, read_operation
from anlan.kernel.policy import visible

ROLES = ("system_admin",)
#: A backup older than this is late. [days]
BACKUP_DAYS = 2
LINES = 20
HEALTH = "#panel-accounts.health"


def trouble_items(actor: Actor) -> Iterable[DeskItem]:
    """What does not run: no worker, failed jobs, no recent backup."""
    state, now = read_operation(), clock.now()
    if not state.is_worker_alive:
        yield DeskItem(
            label=_("No background worker is running: notices and clocks stand still."),
            url=HEALTH,
            level=1,
            at=state.worker_seen_at,
        )
    if state.backup_at is None:
        yield DeskItem(
            label=_("No backup has been taken on this machine: run anlan backup."),
            url=HEALTH,
            level=2,
        )
    elif now - state.backup_at > timedelta(days=BACKUP_DAYS):
        yield DeskItem(
            label=_("The last backup is old: run anlan backup."),
            url=HEALTH,
            level=2,
            at=state.backup_at,
        )
    for job in state.failed[:LINES]:
        yield DeskItem(
            label=_("Job failed: %(name)s") % {"name": job.name},
            url=HEALTH,
            level=3,
            value=ngettext("%(n)d time", "%(n)d times", job.count) % {"n": job.count},
            at=job.last_at,
        )


def account_items(actor: Actor) -> Iterable[DeskItem]:
    """Accounts that are locked after wrong passwords, or lack the second factor they need."""
    users = visible(User, actor).filter(is_active=True)
    since = clock.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    )
    locked = {a.username: a.attempt_time for a in attempts}
    for user in users.filter(username__in=locked)[:LINES]:
        yield DeskItem(
            label=_("Account locked after wrong passwords: %(name)s") % {"name": user},
            url=user.get_absolute_url(),
            level=3,
            at=locked[user.username],
        )
    grants = Grant.objects.filter(role__needs_second_factor=True)
    without = users.filter(has_second_factor=False, pk__in=grants.values("user_id"))
    for user in without.order_by("username")[:LINES]:
        yield DeskItem(
            label=_("Account without the second factor it needs: %(name)s") % {"name": user},
            url=user.get_absolute_url(),
        )


def health_panel(actor: Actor) -> Mapping[str, Any]:
    """Services and jobs in figures."""
    state = read_operation()
    good = {"label": _("is running"), "tone": "done"}
    bad = {"label": _("is not running"), "tone": "overdue"}
    failed = sum(job.count for job in state.failed)
    return {
        "rows": [
            {"label": _("Database"), "state": good, "value": f"{state.database_ms} ms"},
            {
                "label": _("Background worker"),
                "state": good if state.is_worker_alive else bad,
                "at": state.worker_seen_at,
            },
            {"label": _("Jobs waiting"), "value": str(state.waiting)},
            {
                "label": _("Jobs failed in %(n)d days") % {"n": FAILURES_SINCE_DAYS},
                "value": str(failed),
            },
            {
                "label": _("Last backup"),
                "at": state.backup_at,
                "value": "" if state.backup_at else _("none"),
            },
        ]
    }


register_desk(
    DeskSection(
        name="accounts.trouble",
        title=gettext_lazy("Services"),
        place="now",
        items=trouble_items,
        roles=ROLES,
        order=10,
    ),
    DeskSection(
        name="accounts.locked",
        title=gettext_lazy("Accounts"),
        place="now",
        items=account_items,
        permission=VIEW_USER,
        roles=ROLES,
        order=30,
    ),
    DeskSection(
        name="accounts.health",
        title=gettext_lazy("Services and jobs"),
        place="panel",
        context=health_panel,
        roles=ROLES,
        order=10,
    ),
)
register_figure(
    DeskFigure(
        name="accounts.jobs",
        label=gettext_lazy("Failed jobs"),
        value=lambda actor: sum(job.count for job in read_operation().failed),
        url=lambda: reverse("duty:home") + HEALTH,
        roles=ROLES,
        level=3,
        order=10,
    ),
)
