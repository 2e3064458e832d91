"""The list and page of responses, the recommendation, the command forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.organisations.public import list_people_info, people_of
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.responses.choices import RESPONSE_TONES, TaskState
from anlan.command.responses.forms import (
    ActivateForm,
    AuthorityForm,
    HandOverForm,
    LevelForm,
    OrderForm,
)
from anlan.command.responses.models import (
    AuthorityChange,
    CommandHandover,
    LevelChange,
    Response,
    ResponseGroup,
)
from anlan.command.responses.permissions import ACTIVATE, COMMAND, ORDER, VERIFY
from anlan.command.responses.selectors.recommendation import level_label, recommend_level
from anlan.command.responses.services.activation import activate_response
from anlan.command.responses.services.authority import change_authority
from anlan.command.responses.services.command import (
    cancel_open_tasks,
    change_level,
    hand_over_command,
    issue_order,
    terminate_response,
)
from anlan.command.responses.states import RESPONSE
from anlan.command.responses.tables import ResponseTable
from anlan.kernel.errors import NotPermitted
from anlan.kernel.pages import (
    ChangePage,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import policy_of, scope_reaches
from anlan.kernel.registry import Verb

CRUMBS = ((gettext_lazy("Emergency responses"), "responses:list"),)


class ResponseListPage(ListPage):
    """All responses of one's area."""

    model = Response
    table_class = ResponseTable
    title = gettext_lazy("Emergency responses")
    saved_filters: ClassVar = (
        SavedFilter(
            "active",
            gettext_lazy("In progress"),
            Q(state="active", incident__is_drill=False),
            counted=True,
        ),
        SavedFilter("drills", gettext_lazy("Drills"), Q(incident__is_drill=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("level", gettext_lazy("Level"), level=True),)
    search_fields = ("matter", "commander_name")
    select_related = ("plan",)
    ordering = ("-activated_at",)
    live_topic = "responses"
    empty_title = gettext_lazy("No response is running")
    empty_text = gettext_lazy("A response is activated from the page of an incident.")


def group_row(group: ResponseGroup) -> Mapping[str, Any]:
    """A group with its lead and how many of its tasks are open."""
    open_tasks = sum(1 for task in group.tasks.all() if task.state not in ("verified", "cancelled"))
    return {
        "label": group.name,
        "where": group.lead_name,
        "holder": group.lead.name if group.lead is not None else _("no lead known"),
        "value": _("%(open)d of %(all)d open") % {"open": open_tasks, "all": group.tasks.count()},
    }


def level_row(change: LevelChange) -> Mapping[str, Any]:
    """A change of level with its reason."""
    return {
        "label": f"{level_label(change.from_level)} → {level_label(change.to_level)}",
        "where": change.reason,
        "holder": change.actor_name,
        "at": change.at,
    }


def authority_row(change: AuthorityChange) -> Mapping[str, Any]:
    """A change of the commanding level with its reason."""
    return {
        "label": str(change),
        "value": change.body,
        "where": change.reason,
        "holder": change.actor_name,
        "at": change.at,
    }


def handover_row(handover: CommandHandover) -> Mapping[str, Any]:
    """A hand-over with the situation."""
    return {
        "label": f"{handover.from_name} → {handover.to_name}",
        "where": handover.situation,
        "at": handover.at,
    }


class ResponsePage(ObjectPage):
    """One response: level, commander, groups, what changed."""

    model = Response
    machine = RESPONSE
    state_tones = RESPONSE_TONES
    transition_url_name = "responses:transition"
    select_related = ("plan", "incident", "commander")
    live_topic = "response:{pk}"
    breadcrumbs = CRUMBS
    related = (
        RelatedList(
            "groups",
            gettext_lazy("Command groups"),
            ResponseGroup,
            lambda rows, response: (
                rows.filter(response=response).select_related("lead").prefetch_related("tasks")
            ),
            group_row,
            limit=20,
        ),
        RelatedList(
            "levels",
            gettext_lazy("Changes of level"),
            LevelChange,
            lambda rows, response: rows.filter(response=response),
            level_row,
        ),
        RelatedList(
            "authority",
            gettext_lazy("Who commanded"),
            AuthorityChange,
            lambda rows, response: rows.filter(response=response),
            authority_row,
        ),
        RelatedList(
            "handovers",
            gettext_lazy("Hand-overs of command"),
            CommandHandover,
            lambda rows, response: rows.filter(response=response),
            handover_row,
        ),
    )

    def level(self, obj: Any) -> int | None:
        """Its level."""
        return int(obj.level)

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """The commander."""
        return {"label": obj.commander_name}

    def due(self, obj: Any) -> Any:
        """When it is expected to end."""
        return obj.expected_until if obj.state == "active" else None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """What activating named by law, and why this level."""
        counts = {
            state.label: obj.tasks.filter(state=state).count()
            for state in TaskState
            if obj.tasks.filter(state=state).exists()
        }
        return [
            fact_group(
                _("Response"),
                fact(_("Incident"), str(obj.incident), url=obj.incident.get_absolute_url()),
                fact(_("Plan"), obj.plan.name, url=reverse("plans:detail", args=[obj.plan_id])),
                fact(_("Level"), level=obj.level),
                fact(_("Who commands"), obj.get_authority_display()),
                fact(_("Commanding body"), obj.commanding_body),
                fact(_("Headquarters"), obj.headquarters),
                fact(_("Activated at"), at=obj.activated_at),
                fact(_("Activated by"), obj.activated_by),
                fact(_("Time to activate"), f"{obj.activation_ms / 1000:.2f}", unit="s"),
                fact(_("Expected until"), at=obj.expected_until),
                fact(_("Measures"), obj.measures, wide=True),
            ),
            fact_group(
                _("Why this level"),
                fact(
                    _("Recommended level"),
                    level_label(obj.recommended_level) if obj.recommended_level else "",
                ),
                fact(_("Reasons"), "；".join(obj.reasons), wide=True),
            ),
            fact_group(
                _("Tasks"),
                *(
                    fact(label, count, url=reverse("responses:board", args=[obj.pk]))
                    for label, count in counts.items()
                ),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """The boards for all; order, level and command for who leads."""
        rights = policy_of(Response)
        yield Verb(
            name="situation",
            label=_("Situation board"),
            url=reverse("responses:situation", args=[obj.pk]),
            method="get",
            style="primary",
            icon="layout-dashboard",
        )
        yield Verb(
            name="board",
            label=_("Task board"),
            url=reverse("responses:board", args=[obj.pk]),
            method="get",
            icon="layout-kanban",
        )
        yield Verb(
            name="orders",
            label=_("Orders and feedback"),
            url=reverse("responses:orders", args=[obj.pk]),
            method="get",
            icon="messages",
        )
        for name, label, icon in (
            ("situation_reports", _("Situation reports"), "file-text"),
            ("releases", _("Public releases"), "world"),
            ("review", _("Review of the response"), "flag"),
        ):
            url = reverse(f"responses:{name}", args=[obj.pk])
            yield Verb(name=name, label=label, url=url, method="get", icon=icon)
        if obj.state != "active":
            return
        if rights.can(self.actor, ORDER, obj):
            yield Verb(
                name="order",
                label=_("Issue an order"),
                url=reverse("responses:order", args=[obj.pk]),
                method="get",
                icon="send",
            )
        if rights.can(self.actor, COMMAND, obj):
            yield Verb(
                name="level",
                label=_("Change the level"),
                url=reverse("responses:level", args=[obj.pk]),
                method="get",
            )
            yield Verb(
                name="authority",
                label=_("Change who commands"),
                url=reverse("responses:authority", args=[obj.pk]),
                method="get",
            )
            yield Verb(
                name="hand_over",
                label=_("Hand over command"),
                url=reverse("responses:hand_over", args=[obj.pk]),
                method="get",
            )
        if (
            rights.can(self.actor, VERIFY, obj)
            and obj.tasks.exclude(state__in=("verified", "cancelled")).exists()
        ):
            yield Verb(
                name="cancel_open",
                label=_("Cancel open tasks"),
                url=reverse("responses:cancel_open", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )


class ResponseTransition(TransitionView):
    """Terminate."""

    model = Response
    machine = RESPONSE
    services: ClassVar = {"terminate": terminate_response}
    id_argument = "response_id"


class CancelOpenTasks(TransitionView):
    """Cancel every open task with one reason."""

    model = Response
    machine = RESPONSE
    services: ClassVar = {"cancel_open": cancel_open_tasks}
    id_argument = "response_id"

    def post(self, request: Any, pk: Any, name: str = "cancel_open") -> HttpResponse:
        """Carry it out and go back."""
        return super().post(request, pk, "cancel_open")

    def done_text(self, name: str) -> str:
        """What is said afterwards."""
        return _("Open tasks cancelled.")


class RecommendPage(FormPage):
    """The recommendation with its reasons, what would start, and the button that starts it."""

    model = Response
    permission = ACTIVATE
    template = "responses/recommend.html"
    form_class = ActivateForm
    title = gettext_lazy("Activate a response")
    submit_label = gettext_lazy("Activate")
    success_text = gettext_lazy("The response is running; the group leads have been told.")
    law = "突发事件应对法（2024）第七十一条、第七十二条"
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the incident, lead on when a response runs already, recommend."""
        self.incident = incidents.get_incident(kwargs["incident_id"], self.actor)
        if not scope_reaches(self.actor, ACTIVATE, region=self.incident.region_code):
            raise NotPermitted(permission=ACTIVATE)
        self.recommendation = recommend_level(self.incident.id, self.actor)
        chosen = self.request.POST.get("plan_level_id") or self.request.GET.get("level") or ""
        known = {level_id for level_id, _name, _n in plans.list_levels_in_force(self.incident.kind)}
        wanted = int(chosen) if chosen.isdigit() and int(chosen) in known else None
        self.level = plans.get_level(wanted or self.recommendation.plan_level_id)
        self.cancel_url = self.incident.url

    def form(self, **data: Any) -> Any:
        """The form knows the kind and the recommended level."""
        return super().form(
            **data,
            kind=self.incident.kind,
            recommended=self.recommendation.plan_level_id,
        )

    def get_initial(self) -> Mapping[str, Any]:
        """The level looked at, its words as the plan gives them."""
        return {
            "plan_level_id": self.level.id,
            "matter": f"{self.incident.title} · {self.level.label}",
            "expected_hours": self.level.expected_hours,
            "measures": self.level.measures,
        }

    def save(self, form: Any) -> Response:
        """Activate."""
        return activate_response(
            incident_id=self.incident.id, actor=self.actor, **form.cleaned_data
        )

    def success_url(self, saved: Any) -> str:
        """To the board of the new response."""
        return reverse("responses:board", args=[saved.pk])

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the recommendation and what would start."""
        page = super().describe(form)
        page.update(
            breadcrumbs=[{"label": self.incident.title, "url": self.incident.url}],
            incident=self.incident,
            recommendation=self.recommendation,
            level_info=self.level,
            groups=[
                {"group": g, "tasks": [t for t in self.level.tasks if t.group_id == g.id]}
                for g in self.level.groups
            ],
            here=reverse("responses:recommend", args=[self.incident.id]),
        )
        return page


class CommandPage(ChangePage):
    """Base of the forms over a running response."""

    model = Response
    breadcrumbs = CRUMBS
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is filled in."""
        return {}

    def success_url(self, saved: Any) -> str:
        """Back to the response."""
        return str(self.obj.get_absolute_url())


class LevelPage(CommandPage):
    """Raise or lower the level."""

    form_class = LevelForm
    permission = COMMAND
    title = gettext_lazy("Change the level")

    def save(self, form: Any) -> Response:
        """Call the service."""
        return change_level(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class HandOverPage(CommandPage):
    """Pass the command on."""

    form_class = HandOverForm
    permission = COMMAND
    title = gettext_lazy("Hand over command")

    def form(self, **data: Any) -> Any:
        """Who can take over: the leads of the groups, and the leaders of their organisations."""
        groups = list(self.obj.groups.all())
        people = list_people_info([g.lead_id for g in groups if g.lead_id is not None])
        for organisation_id in {g.organisation_id for g in groups if g.organisation_id}:
            for person in people_of(organisation_id)[:3]:
                people.setdefault(person.id, person)
        choices = [
            (p.id, f"{p.name} · {p.organisation_name} {p.title}")
            for p in people.values()
            if p.id != self.obj.commander_id
        ]
        return super().form(**data, people=choices)

    def save(self, form: Any) -> Response:
        """Call the service."""
        return hand_over_command(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class AuthorityPage(CommandPage):
    """Give the command to the level below, raise it, or take it back."""

    form_class = AuthorityForm
    permission = COMMAND
    title = gettext_lazy("Change who commands")
    law = "突发事件应对法（2024）第十六条、第十七条、第十八条"

    def get_initial(self) -> Mapping[str, Any]:
        """Who commands now."""
        return {"authority": self.obj.authority, "body": self.obj.commanding_body}

    def save(self, form: Any) -> Response:
        """Call the service."""
        return change_authority(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class OrderPage(CommandPage):
    """Give an order."""

    form_class = OrderForm
    permission = ORDER
    title = gettext_lazy("Issue an order")
    submit_label = gettext_lazy("Issue the order")

    def form(self, **data: Any) -> Any:
        """The groups of this response."""
        return super().form(**data, response=self.obj)

    def save(self, form: Any) -> Any:
        """Call the service."""
        return issue_order(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the board."""
        return reverse("responses:board", args=[self.obj.pk])
