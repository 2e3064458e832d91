"""Calls, the queue and the superior's questions on the desks of the roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.intake.choices import CallState, ItemState
from anlan.command.intake.models import Call, Instruction, IntakeItem, ReportDoubt
from anlan.command.intake.permissions import ANSWER, HANDLE, HANDLE_CALL, SETTLE
from anlan.command.intake.selectors.callers import who_calls
from anlan.command.intake.selectors.desk import live_calls
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible

LINES = 12


def call_items(actor: Actor) -> Iterable[DeskItem]:
    """Who calls now, and who waits to be called back."""
    for call in live_calls(actor):
        caller = who_calls(call.number, actor, before=call)
        yield DeskItem(
            label=_("Call: %(name)s") % {"name": caller.name},
            url=call.get_absolute_url(),
            where=" · ".join(part for part in (caller.role, call.seat_name) if part),
            state={"label": call.get_state_display(), "tone": call.tone},
            at=call.started_at,
            # No tone, the telephone rings itself; but first in the list.
            sound_id=f"call:{call.pk}" if call.state == CallState.RINGING else "",
        )
    missed = visible(Call, actor).filter(state=CallState.MISSED, called_back_at__isnull=True)
    for call in missed.select_related("source").order_by("-started_at")[:LINES]:
        yield DeskItem(
            label=_("Call back: %(number)s") % {"number": call.masked_number or _("hidden number")},
            url=call.get_absolute_url(),
            where=call.seat_name,
            state={"label": call.get_state_display(), "tone": call.tone},
            at=call.started_at,
        )


def queue_items(actor: Actor) -> Iterable[DeskItem]:
    """What waits in the queue, the oldest first."""
    rows = visible(IntakeItem, actor).filter(state=ItemState.WAITING).select_related("region")
    return [
        DeskItem(
            label=item.title,
            url=item.get_absolute_url(),
            where=f"{item.get_channel_display()} · {item.region.name}",
            state={"label": item.get_state_display(), "tone": item.tone},
            at=item.received_at,
        )
        for item in rows.order_by("received_at")[:LINES]
    ]


def instruction_items(actor: Actor) -> Iterable[DeskItem]:
    """What the superior waits for."""
    rows = visible(Instruction, actor).filter(answered_at__isnull=True, is_ours=False)
    return [
        DeskItem(
            label=_("Answer %(level)s: %(text)s") % {"level": row.link.name, "text": row.text[:60]},
            url=row.get_absolute_url(),
            level=2,
            due=row.due_at,
            at=row.given_at,
        )
        for row in rows.select_related("link").order_by("due_at")[:LINES]
    ]


def doubt_items(actor: Actor) -> Iterable[DeskItem]:
    """Reports that are doubted."""
    rows = visible(ReportDoubt, actor).filter(settled_at__isnull=True)
    return [
        DeskItem(
            label=row.subject,
            url=reverse("intake:doubt", args=[row.pk]),
            where=row.link.name,
            state={"label": row.get_kind_display(), "tone": "overdue"},
            at=row.found_at,
        )
        for row in rows.select_related("link").order_by("-found_at")[:LINES]
    ]


def count_waiting(actor: Actor) -> int:
    """How many items wait to be judged."""
    return visible(IntakeItem, actor).filter(state=ItemState.WAITING).count()


register_desk(
    DeskSection(
        name="intake.calls",
        title=gettext_lazy("Calls"),
        place="now",
        items=call_items,
        permission=HANDLE_CALL,
        order=1,
        topics=("calls",),
    ),
    DeskSection(
        name="intake.queue",
        title=gettext_lazy("Intake queue"),
        place="now",
        items=queue_items,
        permission=HANDLE,
        order=15,
        topics=("intake",),
    ),
    DeskSection(
        name="intake.instructions",
        title=gettext_lazy("Instructions"),
        place="now",
        items=instruction_items,
        permission=ANSWER,
        order=12,
        topics=("intake",),
    ),
    DeskSection(
        name="intake.doubts",
        title=gettext_lazy("Doubts about reports"),
        place="now",
        items=doubt_items,
        permission=SETTLE,
        order=40,
        topics=("intake",),
    ),
)
register_figure(
    DeskFigure(
        name="intake.waiting",
        label=gettext_lazy("Waiting in the queue"),
        value=count_waiting,
        url=lambda: reverse("intake:queue"),
        permission=HANDLE,
        order=5,
    )
)
