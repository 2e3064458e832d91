"""Calls: the list, one call with who calls, and the desk where everything arrives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.command.intake.choices import CallState, ItemState
from anlan.command.intake.forms import AttachForm
from anlan.command.intake.models import (
    Call,
    Instruction,
    IntakeItem,
    IntakeMessage,
    ReportDoubt,
)
from anlan.command.intake.permissions import (
    HANDLE_CALL,
    REVEAL,
    SEND,
    VIEW,
    VIEW_CALL,
    VIEW_CHAIN,
    VIEW_MESSAGE,
)
from anlan.command.intake.selectors.callers import who_calls
from anlan.command.intake.selectors.desk import calls_on_screen
from anlan.command.intake.services.calls import link_call, note_call_back, reveal_number
from anlan.command.intake.tables import CallTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Lines of each list of the desk.
LINES = 12


@require_GET
@requires(VIEW)
def desk(request: ActorRequest) -> HttpResponse:
    """Everything that arrives, on one live page: who calls, what waits, what the superior asks."""
    actor = request.actor
    panels: list[dict[str, Any]] = [_waiting(request)]
    if actor.has(VIEW_CALL):
        panels.append(_missed(request))
    if actor.has(VIEW_CHAIN):
        panels += _chain(request)
    if actor.has(VIEW_MESSAGE):
        panels += _refused(request)
    page = {
        "title": _("Intake desk"),
        "as_of": clock.now(),
        "calls": calls_on_screen(actor) if actor.has(VIEW_CALL) else None,
        "panels": panels,
        "quick_url": reverse("intake:quick") if actor.has(SEND) else "",
        "open_url": find_url("incidents:open") if actor.has("incidents.open_incident") else "",
    }
    return render_page(request, "intake/desk.html", {"page": page})


def _waiting(request: ActorRequest) -> dict[str, Any]:
    rows = visible(IntakeItem, request.actor).filter(state=ItemState.WAITING)
    found = list(rows.select_related("region").order_by("received_at")[:LINES])
    return {
        "id": "waiting",
        "title": _("Waiting in the queue"),
        "count": rows.count(),
        "url": reverse("intake:queue"),
        "topic": "intake",
        "wide": True,
        "rows": [
            {
                "label": item.title,
                "url": item.get_absolute_url(),
                "where": " · ".join(
                    part for part in (str(item.get_channel_display()), item.address) if part
                ),
                "value": item.get_kind_display(),
                "at": item.received_at,
            }
            for item in found
        ],
        "empty": _("Nothing waits. What arrives appears here at once."),
    }


def _missed(request: ActorRequest) -> dict[str, Any]:
    rows = visible(Call, request.actor).filter(state=CallState.MISSED, called_back_at__isnull=True)
    return {
        "id": "missed",
        "title": _("Missed calls"),
        "count": rows.count(),
        "url": f"{reverse('intake:calls')}?tab=missed",
        "topic": "calls",
        "rows": [
            {
                "label": call.masked_number or _("hidden number"),
                "url": call.get_absolute_url(),
                "where": who_calls(call.number, request.actor, before=call).name,
                "at": call.started_at,
            }
            for call in rows.select_related("source").order_by("-started_at")[:LINES]
        ],
        "empty": _("Nobody waits to be called back."),
    }


def _chain(request: ActorRequest) -> list[dict[str, Any]]:
    asked = visible(Instruction, request.actor).filter(answered_at__isnull=True)
    doubts = visible(ReportDoubt, request.actor).filter(settled_at__isnull=True)
    return [
        {
            "id": "instructions",
            "title": _("Instructions without an answer"),
            "count": asked.count(),
            "url": reverse("intake:instructions"),
            "topic": "intake",
            "rows": [
                {
                    "label": row.text[:80],
                    "url": row.get_absolute_url(),
                    "where": f"{row.link.name} · {row.get_kind_display()}",
                    "due": row.due_at,
                }
                for row in asked.select_related("link").order_by("due_at")[:LINES]
            ],
            "empty": _("The levels above and below wait for no answer."),
        },
        {
            "id": "doubts",
            "title": _("Doubts about reports"),
            "count": doubts.count(),
            "url": reverse("intake:doubts"),
            "topic": "intake",
            "rows": [
                {
                    "label": row.subject,
                    "url": reverse("intake:doubt", args=[row.pk]),
                    "state": {"label": row.get_kind_display(), "tone": "overdue"},
                    "at": row.found_at,
                }
                for row in doubts.order_by("-found_at")[:LINES]
            ],
            "empty": _("No report is late, missing or contradicted."),
        },
    ]


def _refused(request: ActorRequest) -> list[dict[str, Any]]:
    rows = visible(IntakeMessage, request.actor).filter(kind="invalid", settled_at__isnull=True)
    count = rows.count()
    if not count:
        return []
    return [
        {
            "id": "refused",
            "title": _("Messages that were not understood"),
            "count": count,
            "url": f"{reverse('intake:messages')}?tab=refused",
            "topic": "intake",
            "rows": [
                {
                    "label": row.source.name,
                    "url": row.get_absolute_url(),
                    "where": row.error,
                    "at": row.received_at,
                }
                for row in rows.select_related("source").order_by("-pk")[:LINES]
            ],
        }
    ]


class CallListPage(ListPage):
    """All calls, missed ones first in line."""

    model = Call
    table_class = CallTable
    title = gettext_lazy("Calls")
    live_topic = "calls"
    saved_filters = (
        SavedFilter(
            "missed",
            gettext_lazy("To be called back"),
            Q(state=CallState.MISSED, called_back_at__isnull=True),
            counted=True,
        ),
        SavedFilter(
            "today",
            gettext_lazy("Last 24 hours"),
            lambda actor: Q(started_at__gte=clock.now() - timedelta(days=1)),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("state", gettext_lazy("State")),
        Facet("direction", pgettext_lazy("call", "Direction")),
    )
    select_related = ("source", "incident")
    ordering = ("-started_at",)
    empty_title = gettext_lazy("Nobody waits to be called back.")
    empty_text = gettext_lazy(
        "Calls appear here when a telephone exchange is connected under “Intake sources”."
    )


class CallPage(ObjectPage):
    """One call: who it is, what the number told before, what can be done."""

    model = Call
    select_related = ("source", "incident")
    breadcrumbs: ClassVar = ((gettext_lazy("Calls"), "intake:calls"),)
    live_topic = "calls"

    def get_title(self, obj: Call) -> str:
        """Who calls."""
        return str(self.caller(obj).name)

    def caller(self, obj: Call) -> Any:
        """Who calls, asked once for the page."""
        if not hasattr(self, "_caller"):
            self._caller = who_calls(obj.number, self.actor, before=obj)
        return self._caller

    def get_subtitle(self, obj: Call) -> str:
        """As what the caller is known."""
        return str(self.caller(obj).role)

    def state(self, obj: Call) -> Mapping[str, Any]:
        """Ringing, in conversation, ended, missed."""
        return {"label": obj.get_state_display(), "tone": obj.tone}

    def own_verbs(self, obj: Call) -> Iterable[Verb]:
        """Take it in, tie it to an incident, call back."""
        may = self.rights.can(self.actor, HANDLE_CALL, obj)
        if may and obj.incident_id is None:
            if self.actor.has("incidents.open_incident"):
                yield Verb(
                    "take",
                    _("Take in an incident"),
                    f"{reverse('incidents:open')}?origin=call:{obj.pk}",
                    method="get",
                    style="primary",
                    icon="phone-incoming",
                )
            yield Verb(
                "link",
                pgettext_lazy("intake step", "attach to an incident"),
                reverse("intake:link_call", args=[obj.pk]),
                method="get",
                icon="link",
            )
        if may and obj.waits_for_call_back:
            yield Verb(
                "called_back",
                _("Called back"),
                reverse("intake:called_back", args=[obj.pk]),
                icon="phone-call",
            )

    def facts(self, obj: Call) -> list[dict[str, Any]]:
        """The call, and who the number belongs to."""
        may = self.rights.can(self.actor, REVEAL, obj)
        rows = [
            fact(
                _("number"),
                obj.masked_number or _("hidden number"),
                reveal_url=reverse("intake:number", args=[obj.pk]) if may and obj.number else "",
            ),
            fact(_("direction"), obj.get_direction_display()),
            fact(_("seat"), obj.seat_name or None),
            fact(_("rang at"), at=obj.started_at),
            fact(_("answered at"), at=obj.answered_at)
            if obj.answered_at
            else fact(_("answered at")),
            fact(_("ended at"), at=obj.ended_at) if obj.ended_at else fact(_("ended at")),
        ]
        if obj.recording_url:
            rows.append(fact(_("recording"), _("listen"), url=obj.recording_url))
        if obj.incident is not None:
            rows.append(fact(_("incident"), str(obj.incident), url=obj.incident.get_absolute_url()))
        if obj.called_back_at:
            rows += [
                fact(_("called back at"), at=obj.called_back_at),
                fact(_("called back by"), obj.called_back_by),
                fact(_("note"), obj.note or None),
            ]
        owners = [fact(o.role, o.name, url=o.url) for o in self.caller(obj).owners]
        groups = [fact_group(_("Call"), *rows)]
        if owners:
            groups.append(fact_group(_("Who has this number"), *owners))
        return groups

    def own_panels(self, obj: Call) -> Iterable[Mapping[str, Any]]:
        """What the number told before."""
        caller = self.caller(obj)
        yield {
            "id": "incidents",
            "title": _("Incidents this number reported"),
            "rows": [
                {
                    "label": incident.title,
                    "url": incident.url,
                    "level": incident.grade,
                    "state": {"label": incident.state_label, "tone": "neutral"},
                    "at": incident.reported_at,
                }
                for incident in caller.incidents
            ],
            "empty": _("None so far."),
        }
        index = obj.number_index
        earlier = visible(Call, self.actor).filter(number_index=index).exclude(pk=obj.pk)
        yield {
            "id": "earlier",
            "title": _("Earlier calls"),
            "count": caller.calls,
            "rows": [
                {
                    "label": row.get_direction_display(),
                    "url": row.get_absolute_url(),
                    "where": row.seat_name,
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "at": row.started_at,
                }
                for row in (
                    earlier.select_related("source").order_by("-started_at")[:8] if index else ()
                )
            ],
            "empty": _("This number has not called before."),
        }


class LinkCallPage(ChangePage):
    """Choose the incident a call told of."""

    model = Call
    permission = HANDLE_CALL
    form_class = AttachForm
    form_takes_actor = True
    submit_label = pgettext_lazy("intake step", "attach to an incident")

    def get_title(self) -> str:
        """Which call."""
        return _("Attach: %(title)s") % {"title": self.obj}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is chosen yet."""
        return {}

    def save(self, form: Any) -> Call:
        """Call the service."""
        return link_call(
            call_id=self.obj.pk, incident_id=form.cleaned_data["incident"], actor=self.actor
        )


@require_POST
@requires(HANDLE_CALL)
def called_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that the caller was called back."""
    call = note_call_back(call_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("Noted: the caller was called back."))
    return go_to(request, call.get_absolute_url())


@require_POST
@requires(REVEAL)
def number(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer the full number; audited."""
    found = reveal_number(call_id=pk, actor=request.actor)
    response = HttpResponse(found, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
