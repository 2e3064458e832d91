"""The desk, the roster, the log, the hand-over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.command.duty.choices import HANDOVER_TONES
from anlan.command.duty.desk import relief_items, stand_in_items
from anlan.command.duty.forms import HandoverForm, LogForm, PlanForm
from anlan.command.duty.models import DutyAssignment, DutyLogEntry, Handover
from anlan.command.duty.permissions import (
    ASK_RELIEF,
    CALL,
    HAND_OVER,
    LOG,
    PLAN,
    VIEW,
    VIEW_LOG,
    VIEW_RELIEF,
)
from anlan.command.duty.selectors.roster import visible_on_duty, week
from anlan.command.duty.services.log import (
    accept_handover,
    follow_up,
    offer_handover,
    open_items,
    withdraw_handover,
    write_log,
)
from anlan.command.duty.services.planning import RosterPlan, plan_roster, preview_roster
from anlan.command.duty.services.roster import remove_duty
from anlan.command.duty.states import HANDOVER
from anlan.kernel import clock, desk
from anlan.kernel.pages import (
    CreatePage,
    ObjectPage,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import visible
from anlan.kernel.requests import ActorRequest, render_page, requires, wanted_blocks

LOG_LENGTH = 200


@require_GET
@requires()
def home(request: ActorRequest) -> HttpResponse:
    """The desk of whoever is signed in: to do now, about to be late, what changed.

    A live refresh asks for single blocks: only these are gathered and rendered.
    """
    actor = request.actor
    blocks = wanted_blocks(request)
    if not blocks <= desk.block_ids(actor):
        blocks = frozenset()  # something inside a block: the whole page has it

    def wanted(block: str) -> bool:
        return not blocks or block in blocks

    situation, level = desk.gather_situation(actor) if wanted("desk-situation") else ("", None)
    panels = {block.removeprefix("panel-") for block in blocks} if blocks else None
    page = {
        "title": _("Desk"),
        "subtitle": actor.display_name,
        "as_of": clock.now(),
        "situation": situation,
        "situation_level": level,
        "figures": desk.gather_figures(actor) if wanted("desk-figures") else [],
        "lists": [
            desk.gather_list(actor, place) for place in desk.LISTS if wanted(f"desk-{place}")
        ],
        "live_topic": desk.list_topics(actor),
        "panels": desk.gather_panels(actor, panels),
    }
    template = "duty/_blocks.html" if blocks else "duty/home.html"
    return render_page(request, template, {"page": page})


def duty_tabs(request: ActorRequest, active: str) -> list[dict[str, Any]]:
    """Return the pages around the roster that this actor may open."""
    pages = (
        ("roster", _("Roster"), VIEW),
        ("leaves", _("Leaves from duty"), VIEW_RELIEF),
        ("swaps", _("Swaps of shifts"), VIEW_RELIEF),
        ("calls", pgettext("duty", "Call list"), CALL),
        ("checks", _("Duty checks"), VIEW),
    )
    return [
        {"label": label, "url": reverse(f"duty:{name}"), "active": name == active}
        for name, label, permission in pages
        if request.actor.has(permission)
    ]


@require_GET
@requires(VIEW)
def roster(request: ActorRequest) -> HttpResponse:
    """The roster of a week."""
    try:
        first = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        today = clock.today()
        first = today - timedelta(days=today.weekday())
    page = {
        "title": _("Roster"),
        "live_topic": "duty",
        "as_of": clock.now(),
        "grid": week(request.actor, first),
        "on_duty": visible_on_duty(request.actor),
        "before_url": f"?from={first - timedelta(days=7)}",
        "after_url": f"?from={first + timedelta(days=7)}",
        "plan_url": reverse("duty:plan") if request.actor.has(PLAN) else "",
        "may_plan": request.actor.has(PLAN),
        "may_ask": request.actor.has(ASK_RELIEF) and request.actor.person_id is not None,
        "waiting": [
            *(relief_items(request.actor) if request.actor.has(VIEW_RELIEF) else ()),
            *(stand_in_items(request.actor) if request.actor.has(PLAN) else ()),
        ],
        "tabs": duty_tabs(request, "roster"),
    }
    return render_page(request, "duty/roster.html", {"page": page})


class PlanPage(CreatePage):
    """Plan a stretch of the roster fairly: looked at first, then written."""

    model = DutyAssignment
    permission = PLAN
    form_class = PlanForm
    template = "duty/plan.html"
    title = gettext_lazy("Plan the roster")
    submit_label = gettext_lazy("Look at the plan")
    success_text = gettext_lazy("The stretch is planned.")
    breadcrumbs: ClassVar = ((gettext_lazy("Roster"), "duty:roster"),)
    plan: RosterPlan | None = None

    def form(self, **data: Any) -> PlanForm:
        """Offer the people of the office chosen, or of one's own."""
        wanted = self.request.POST.get("organisation") or self.request.GET.get("organisation")
        office = int(wanted) if wanted and wanted.isdigit() else self.actor.organisation_id
        return PlanForm(
            actor=self.actor,
            organisation_id=office,
            initial={"organisation": office, "first_day": clock.today()},
            **data,
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the plan; write it when that was pressed."""
        form = self.form(data=request.POST)
        if "write" in request.POST or not form.is_valid():
            return super().post(request, *args, **kwargs)
        self.plan = preview_roster(actor=self.actor, **self._asked(form))
        return self.answer(form)

    def _asked(self, form: Any) -> dict[str, Any]:
        data = form.cleaned_data
        return {
            "organisation_id": data["organisation"],
            "first_day": data["first_day"],
            "days": data["days"],
            "people": data["people"],
            "role": data["role"],
            "shift_codes": data["shifts"],
        }

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the plan that was looked at, and what it was asked with."""
        posted = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name in form.fields
            for value in values
        ]
        return {**super().describe(form), "plan": self.plan, "posted": posted}

    def save(self, form: Any) -> RosterPlan:
        """Write the plan; what stays empty is said."""
        digest = self.request.POST.get("digest", "")
        plan = plan_roster(actor=self.actor, digest=digest, **self._asked(form))
        if plan.gaps:
            gaps = "；".join(f"{gap.day} {gap.shift.name}" for gap in plan.gaps)
            messages.warning(self.request, _("Nobody could be put on: %(gaps)s") % {"gaps": gaps})
        return plan

    def success_url(self, saved: Any) -> str:
        """The first week planned."""
        day = saved.lines[0].day if saved.lines else clock.today()
        return f"{reverse('duty:roster')}?from={day - timedelta(days=day.weekday())}"


@require_POST
@requires(PLAN)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a person off a shift to come."""
    remove_duty(assignment_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("Taken off the roster."))
    return go_to(request, reverse("duty:roster"))


@require_http_methods(["GET", "POST"])
@requires(VIEW_LOG)
def log(request: ActorRequest) -> HttpResponse:
    """The duty log with the form for the next entry."""
    actor = request.actor
    form = LogForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            write_log(actor=actor, **form.cleaned_data)
            messages.success(request, _("Written into the log."))
            return go_to(request, reverse("duty:log"))
        status = 422
    rows = visible(DutyLogEntry, actor).select_related("organisation")
    if request.GET.get("tab") == "open":
        rows = rows.filter(needs_follow_up=True, done_at__isnull=True)
    page = {
        "title": _("Duty log"),
        "live_topic": "duty",
        "as_of": clock.now(),
        "entries": [
            {
                "at": entry.at,
                "text": entry.text,
                "actor": entry.actor_name,
                "kind": entry.get_kind_display(),
                "counterpart": entry.counterpart,
                "url": entry.url,
                "office": str(entry.organisation),
                "is_open": entry.needs_follow_up and entry.done_at is None,
                "done_at": entry.done_at,
                "follow_up_url": reverse("duty:follow_up", args=[entry.pk])
                if actor.has(LOG)
                else "",
            }
            for entry in rows[:LOG_LENGTH]
        ],
        "tabs": [
            {"label": _("All"), "url": "?", "active": request.GET.get("tab") != "open"},
            {
                "label": _("To follow up"),
                "url": "?tab=open",
                "active": request.GET.get("tab") == "open",
            },
        ],
        "form": form if actor.has(LOG) else None,
        "handover_url": reverse("duty:offer") if actor.has(HAND_OVER) else "",
        "handovers": [
            {
                "label": str(row),
                "url": row.get_absolute_url(),
                "state": {"label": row.get_state_display(), "tone": row.tone},
            }
            for row in visible(Handover, actor)[:5]
        ],
    }
    return render_page(request, "duty/log.html", {"page": page}, status=status)


@require_POST
@requires(LOG)
def follow_up_entry(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark an entry as followed up."""
    follow_up(entry_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("Marked as followed up."))
    return go_to(request, reverse("duty:log"))


class OfferPage(CreatePage):
    """Hand over the shift: what stands open is listed, a few words are added."""

    model = Handover
    permission = HAND_OVER
    form_class = HandoverForm
    template = "duty/offer.html"
    title = gettext_lazy("Hand over the shift")
    submit_label = gettext_lazy("Hand over")
    success_text = gettext_lazy("Offered. The next person takes over on this page.")
    breadcrumbs: ClassVar = ((gettext_lazy("Duty log"), "duty:log"),)

    def save(self, form: Any) -> Handover:
        """Call the service."""
        return offer_handover(actor=self.actor, summary=form.cleaned_data["summary"])

    def describe(self, form: Any) -> dict[str, Any]:
        """List what will be handed over."""
        page = super().describe(form)
        office = self.actor.organisation_id
        items = open_items(office, self.actor) if office else []
        page["items"] = [_line(item) for item in items]
        return page


def _line(item: Mapping[str, Any]) -> dict[str, Any]:
    level = item.get("level")
    return {
        "label": item["text"],
        "url": item.get("url", ""),
        "level": int(level) if level else None,
    }


class HandoverPage(ObjectPage):
    """A hand-over with what stood open."""

    model = Handover
    machine = HANDOVER
    state_tones = HANDOVER_TONES
    select_related = ("organisation",)
    transition_url_name = "duty:handover_step"
    breadcrumbs: ClassVar = ((gettext_lazy("Duty log"), "duty:log"),)

    def get_title(self, obj: Handover) -> str:
        """Whose hand-over."""
        return _("Hand-over of %(name)s") % {"name": obj.given_by}

    def facts(self, obj: Handover) -> list[dict[str, Any]]:
        """Who, when, what must be known."""
        return [
            fact_group(
                "",
                fact(_("office"), str(obj.organisation)),
                fact(_("given by"), obj.given_by),
                fact(_("given at"), at=obj.given_at),
                fact(_("taken by"), obj.taken_by),
                fact(_("taken at"), at=obj.taken_at) if obj.taken_at else fact(_("taken at"), None),
                fact(_("what the next shift must know"), obj.summary, wide=True),
            )
        ]

    def own_panels(self, obj: Handover) -> Iterable[Mapping[str, Any]]:
        """What stood open when it was offered."""
        yield {
            "id": "open-items",
            "title": _("Open items"),
            "count": len(obj.open_items),
            "rows": [_line(item) for item in obj.open_items],
            "empty": _("Nothing stood open."),
            "wide": True,
        }


class HandoverStep(TransitionView):
    """Take over or withdraw."""

    model = Handover
    machine = HANDOVER
    id_argument = "handover_id"
    services: ClassVar = {"accept": accept_handover, "withdraw": withdraw_handover}
