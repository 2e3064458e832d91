"""Leave, swaps and stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.duty.choices import RELIEF_TONES, LeaveState
from anlan.command.duty.forms import LeaveForm, SwapForm
from anlan.command.duty.models import DutyAssignment, DutyLeave, DutySwap
from anlan.command.duty.permissions import ASK_RELIEF, PLAN
from anlan.command.duty.services.planning import find_stand_in
from anlan.command.duty.services.relief import (
    agree_swap,
    approve_leave,
    approve_swap,
    ask_leave,
    ask_swap,
    covered_shifts,
    decline_swap,
    refuse_leave,
    refuse_swap,
    withdraw_leave,
    withdraw_swap,
)
from anlan.command.duty.states import LEAVE, SWAP
from anlan.command.duty.tables import DutyLeaveTable, DutySwapTable
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import ActorRequest, requires

OPEN = Q(state__in=("asked", "agreed"))


class LeaveListPage(ListPage):
    """Leaves: one's own, and those one decides about."""

    model = DutyLeave
    title = gettext_lazy("Leaves from duty")
    table_class = DutyLeaveTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", pgettext_lazy("duty leave", "to be decided"), OPEN, counted=True),
    )
    select_related = ("person", "organisation")
    ordering = ("-first_day",)
    create_url_name = "duty:ask_leave"
    create_permission = ASK_RELIEF
    create_label = gettext_lazy("Ask for leave")
    breadcrumbs: ClassVar = ((gettext_lazy("Roster"), "duty:roster"),)
    live_topic = "duty"
    empty_title = gettext_lazy("No leave from duty yet")
    empty_text = gettext_lazy(
        "Approved leave keeps a person off the roster; shifts it covers ask for a stand-in."
    )


class AskLeavePage(CreatePage):
    """Ask for leave from duty, for oneself."""

    model = DutyLeave
    permission = ASK_RELIEF
    form_class = LeaveForm
    title = gettext_lazy("Ask for leave")
    submit_label = gettext_lazy("Ask for leave")
    success_text = gettext_lazy("Asked. Who plans the roster decides.")
    breadcrumbs: ClassVar = (
        (gettext_lazy("Roster"), "duty:roster"),
        (gettext_lazy("Leaves from duty"), "duty:leaves"),
    )

    def get_initial(self) -> Mapping[str, Any]:
        """Tomorrow."""
        tomorrow = clock.today() + timedelta(days=1)
        return {"first_day": tomorrow, "last_day": tomorrow}

    def save(self, form: Any) -> DutyLeave:
        """Call the service."""
        return ask_leave(actor=self.actor, **form.cleaned_data)


class LeavePage(ObjectPage):
    """A leave with the shifts it covers."""

    model = DutyLeave
    machine = LEAVE
    state_tones = RELIEF_TONES
    select_related = ("organisation", "person")
    transition_url_name = "duty:leave_step"
    live_topic = "duty"
    breadcrumbs: ClassVar = AskLeavePage.breadcrumbs

    def get_title(self, obj: DutyLeave) -> str:
        """Whose leave."""
        return _("Leave of %(name)s") % {"name": obj.person.name}

    def facts(self, obj: DutyLeave) -> list[dict[str, Any]]:
        """Who, when, why, what was decided."""
        return [
            fact_group(
                "",
                fact(_("office"), str(obj.organisation)),
                fact(_("first day"), obj.first_day.isoformat()),
                fact(_("last day"), obj.last_day.isoformat()),
                fact(pgettext("duty leave", "asked at"), at=obj.asked_at),
                fact(_("reason"), obj.reason, wide=True),
                *_decision(obj),
            )
        ]

    def own_panels(self, obj: DutyLeave) -> Iterable[Mapping[str, Any]]:
        """Shifts to come that it covers."""
        may_plan = self.rights.can(self.actor, PLAN, obj)
        yield {
            "id": "covered",
            "title": _("Shifts in these days"),
            "template": "duty/_covered.html",
            "covered": [
                {
                    "shift": row,
                    "stand_in_url": reverse("duty:stand_in", args=[row.pk])
                    if may_plan and obj.state == LeaveState.APPROVED
                    else "",
                }
                for row in covered_shifts(obj)
            ],
            "wide": True,
        }


def _decision(obj: DutyLeave | DutySwap) -> list[dict[str, Any]]:
    if obj.decided_at is None:
        return []
    return [
        fact(_("decided by"), obj.decided_by),
        fact(_("decided at"), at=obj.decided_at),
        fact(_("words of the decision"), obj.decision),
    ]


class LeaveStep(TransitionView):
    """Approve, refuse or withdraw leave."""

    model = DutyLeave
    machine = LEAVE
    id_argument = "leave_id"
    services: ClassVar = {
        "approve": approve_leave,
        "refuse": refuse_leave,
        "withdraw": withdraw_leave,
    }


class SwapListPage(ListPage):
    """Swaps: those one is part of, and those one decides about."""

    model = DutySwap
    title = gettext_lazy("Swaps of shifts")
    table_class = DutySwapTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", pgettext_lazy("duty leave", "to be decided"), OPEN, counted=True),
    )
    select_related = ("person", "colleague")
    ordering = ("-asked_at",)
    breadcrumbs: ClassVar = ((gettext_lazy("Roster"), "duty:roster"),)
    live_topic = "duty"
    empty_title = gettext_lazy("No swap of shifts yet")
    empty_text = gettext_lazy(
        "Your own shifts to come stand on the roster with “ask to swap” beside them."
    )


class AskSwapPage(CreatePage):
    """Ask a colleague to take one's own shift."""

    model = DutySwap
    permission = ASK_RELIEF
    form_class = SwapForm
    title = gettext_lazy("Ask to swap")
    submit_label = gettext_lazy("Ask to swap")
    success_text = gettext_lazy("Asked. The colleague is told at once.")
    breadcrumbs: ClassVar = (
        (gettext_lazy("Roster"), "duty:roster"),
        (gettext_lazy("Swaps of shifts"), "duty:swaps"),
    )
    given: DutyAssignment

    def load(self, **kwargs: Any) -> None:
        """Fetch the shift: one's own and still to come."""
        found = (
            DutyAssignment.objects.filter(
                pk=kwargs["pk"],
                person_id=self.actor.person_id or 0,
                starts_at__gt=clock.now(),
            )
            .select_related("shift", "organisation")
            .first()
        )
        if found is None:
            raise NotVisible
        self.given = found

    def get_title(self) -> str:
        """Which shift."""
        day, shift = self.given.day, self.given.shift.name
        return _("Ask to swap: %(day)s, %(shift)s") % {"day": day, "shift": shift}

    def form(self, **data: Any) -> SwapForm:
        """Offer the colleagues of the office and their shifts to come."""
        return SwapForm(given=self.given, **data)

    def save(self, form: Any) -> DutySwap:
        """Call the service."""
        data = form.cleaned_data
        return ask_swap(
            assignment_id=self.given.pk,
            colleague_id=data["colleague"],
            return_assignment_id=data["return_assignment"] or None,
            reason=data["reason"],
            actor=self.actor,
        )


class SwapPage(ObjectPage):
    """A swap of shifts."""

    model = DutySwap
    machine = SWAP
    state_tones = RELIEF_TONES
    select_related = ("organisation", "person", "colleague", "assignment", "return_assignment")
    transition_url_name = "duty:swap_step"
    live_topic = "duty"
    breadcrumbs: ClassVar = AskSwapPage.breadcrumbs

    def get_title(self, obj: DutySwap) -> str:
        """Who asks whom."""
        return f"{obj.person.name} → {obj.colleague.name}"

    def facts(self, obj: DutySwap) -> list[dict[str, Any]]:
        """Which shifts, why, who agreed and decided."""
        return [
            fact_group(
                "",
                fact(_("office"), str(obj.organisation)),
                fact(_("shift given"), obj.given_label),
                fact(_("colleague"), obj.colleague.name),
                fact(_("shift taken in return"), obj.return_label),
                fact(pgettext("duty leave", "asked at"), at=obj.asked_at),
                *([fact(_("agreed at"), at=obj.agreed_at)] if obj.agreed_at else []),
                fact(_("reason"), obj.reason, wide=True),
                *_decision(obj),
            )
        ]


class SwapStep(TransitionView):
    """Agree, decline, approve, refuse or withdraw a swap."""

    model = DutySwap
    machine = SWAP
    id_argument = "swap_id"
    services: ClassVar = {
        "agree": agree_swap,
        "decline": decline_swap,
        "approve": approve_swap,
        "refuse": refuse_swap,
        "withdraw": withdraw_swap,
    }


@require_POST
@requires(PLAN)
def stand_in(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a shift to the free colleague with the least burden."""
    found = find_stand_in(assignment_id=pk, actor=request.actor)
    messages.success(
        request, _("%(name)s stands in on %(day)s.") % {"name": found.person.name, "day": found.day}
    )
    first = found.day - timedelta(days=found.day.weekday())
    return go_to(request, f"{reverse('duty:roster')}?from={first}")
