"""The list of drills, planning one, its page, who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.base.organisations.public import list_organisations
from anlan.command.drills.choices import (
    ALIVE,
    DRILL_TONES,
    HELD,
    DrillState,
    Part,
)
from anlan.command.drills.forms import (
    OFFICE_KINDS,
    ChangeDrillForm,
    DrillForm,
    ParticipantsForm,
)
from anlan.command.drills.models import Drill, DrillInject, DrillParticipant
from anlan.command.drills.permissions import DIRECT, EVALUATE, PLAN
from anlan.command.drills.services import judging, planning, running
from anlan.command.drills.states import DRILL
from anlan.command.drills.tables import DrillTable
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Drills"), "drills:list"),)


class DrillListPage(ListPage):
    """Every drill one may know of."""

    model = Drill
    table_class = DrillTable
    title = gettext_lazy("Drills")
    live_topic = "drills"
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "running",
            gettext_lazy("Running"),
            Q(state__in=[*ALIVE, DrillState.ENDED]),
            counted=True,
        ),
        SavedFilter("planned", gettext_lazy("Annual plan"), Q(state=DrillState.PLANNED)),
        SavedFilter("held", pgettext_lazy("drills", "Held"), Q(state__in=HELD)),
    )
    facets = (
        Facet("kind", gettext_lazy("Kind")),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("name", "number")
    search_placeholder = gettext_lazy("Name, number")
    select_related = ("region", "organisation")
    ordering = ("-planned_at",)
    create_url_name = "drills:plan"
    create_permission = PLAN
    create_label = gettext_lazy("Plan a drill")
    empty_title = gettext_lazy("No drill here")
    empty_text = gettext_lazy(
        "A drill is planned from a scenario; it runs with the platform itself, and nothing of it "
        "leaves."
    )


class PlanDrillPage(CreatePage):
    """Plan a drill."""

    model = Drill
    permission = PLAN
    form_class = DrillForm
    form_takes_actor = True
    title = gettext_lazy("Plan a drill")
    submit_label = gettext_lazy("Plan the drill")
    success_text = gettext_lazy("Planned. Name who takes part.")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """What the page it was asked from tells."""
        given = self.request.GET
        names = ("scenario_id", "plan_id", "region_code", "place", "name", "longitude", "latitude")
        found = {name: given[name] for name in names if name in given}
        return {"organisation_id": self.actor.organisation_id, **found}

    def save(self, form: Any) -> Drill:
        """Call the service."""
        enterprise = self.request.GET.get("enterprise", "")
        return planning.plan_drill(
            **form.cleaned_data,
            enterprise_id=int(enterprise) if enterprise.isdigit() else None,
            actor=self.actor,
        )


class ChangeDrillPage(ChangePage):
    """Change a planned drill."""

    model = Drill
    permission = PLAN
    form_class = ChangeDrillForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Drill:
        """Call the service."""
        return planning.change_drill(drill_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class DrillPage(ObjectPage):
    """One drill: what, when, who; the ways to the pages on which it is played."""

    model = Drill
    machine = DRILL
    state_tones = DRILL_TONES
    transition_url_name = "drills:step"
    transition_confirms: ClassVar = {
        "start": gettext_lazy("Begin the drill? The players are called at once."),
        "finish": gettext_lazy("End the drill? Its teams, tasks and incident end with it."),
        "assess": gettext_lazy("Close the assessment? Points and observations stand from then on."),
    }
    edit_url_name = "drills:change"
    edit_permission = PLAN
    select_related = ("scenario", "plan", "region", "organisation", "enterprise", "incident")
    live_topic = "drill:{pk}"
    breadcrumbs = CRUMBS

    def number(self, obj: Drill) -> str:
        """Its number, in the series of drills."""
        return obj.number

    def get_subtitle(self, obj: Drill) -> str:
        """Kind and place."""
        return " · ".join(str(part) for part in (obj.get_kind_display(), obj.place) if part)

    def note(self, obj: Drill) -> Mapping[str, Any] | None:
        """Why it stands, or that nobody may know of it."""
        if obj.state == DrillState.SUSPENDED:
            return {"text": obj.stop_reason, "tone": "danger"}
        if obj.is_secret and obj.state == DrillState.PLANNED:
            return {
                "text": _("Only the directing staff sees this drill until it begins."),
                "tone": "warning",
            }
        if obj.stop_reason:
            return {"text": obj.stop_reason, "tone": "info"}
        return None

    def describe(self, obj: Drill) -> dict[str, Any]:
        """No change once it has begun."""
        page = super().describe(obj)
        if obj.state != DrillState.PLANNED:
            page["edit_url"] = ""
        return page

    def facts(self, obj: Drill) -> list[dict[str, Any]]:
        """What is practised, and how it went."""
        may_script = self.rights.can(self.actor, EVALUATE, obj)
        groups = [
            fact_group(
                _("What is practised"),
                fact(_("kind"), obj.get_kind_display()),
                fact(
                    _("drill scenario"),
                    obj.scenario if may_script or obj.state in HELD else None,
                    url=obj.scenario.get_absolute_url() if may_script else "",
                ),
                fact(
                    _("emergency plan"),
                    obj.plan,
                    url=obj.plan.get_absolute_url() if obj.plan is not None else "",
                ),
                fact(_("organised by"), obj.organisation),
                fact(_("enterprise"), obj.enterprise),
                fact(_("place"), obj.place or obj.region),
                fact(_("aims"), obj.aims, wide=True),
            ),
            fact_group(
                _("Course"),
                fact(_("planned for"), at=obj.planned_at),
                fact(_("began at"), at=obj.started_at) if obj.started_at else fact(_("began at")),
                fact(_("ended at"), at=obj.ended_at) if obj.ended_at else fact(_("ended at")),
                fact(
                    _("incident of the drill"),
                    obj.incident.number if obj.incident is not None else None,
                    url=obj.incident.get_absolute_url() if obj.incident is not None else "",
                ),
            ),
        ]
        if obj.score is not None and (may_script or obj.state in HELD):
            groups.append(
                fact_group(
                    _("Result"),
                    fact(
                        _("score"),
                        obj.score,
                        formula=_("points earned / points of all actions asked for × 100"),
                        url=reverse("drills:assessment", args=[obj.pk]),
                    ),
                    fact(_("result in words"), obj.grade_word),
                )
            )
        return groups

    def own_verbs(self, obj: Drill) -> Iterable[Verb]:
        """The pages on which it is played, and who takes part."""
        can = self.rights.can
        directs = can(self.actor, DIRECT, obj)
        if obj.is_alive:
            if directs:
                yield _link("direct", _("Direct"), "drills:direct", obj, "presentation", first=True)
            if can(self.actor, EVALUATE, obj):
                yield _link("evaluate", _("Evaluate"), "drills:evaluate", obj, "clipboard-check")
            yield _link("play", _("To the players' page"), "drills:play", obj, "device-mobile")
        if directs and obj.state == DrillState.PLANNED:
            yield _link("participants", _("Name participants"), "drills:name", obj, "user-plus")
        may_read = can(self.actor, EVALUATE, obj) or obj.state in HELD
        if may_read and obj.started_at is not None:
            yield _link("assessment", _("Assessment"), "drills:assessment", obj, "report-analytics")

    def own_panels(self, obj: Drill) -> Iterable[Mapping[str, Any]]:
        """Participants, script, papers."""
        people = list(
            visible(DrillParticipant, self.actor)
            .filter(drill=obj)
            .select_related("person", "organisation")
        )
        directs = self.rights.can(self.actor, DIRECT, obj)
        yield {
            "id": "participants",
            "title": _("Who takes part"),
            "count": len(people),
            "template": "drills/_participants.html",
            "rows": [],
            "people": [
                {
                    "row": row,
                    "drop_url": reverse("drills:drop", args=[row.pk])
                    if directs and obj.state == DrillState.PLANNED
                    else "",
                }
                for row in people
            ],
            "topic": f"drill:{obj.pk}",
        }
        script = list(visible(DrillInject, self.actor).filter(drill=obj))
        if script:
            yield {
                "id": "script",
                "title": _("Script"),
                "count": len(script),
                "rows": [
                    {
                        "label": row.title,
                        "value": f"{row.minute}′",
                        "where": row.addressee or _("everybody"),
                        "at": row.delivered_at,
                    }
                    for row in script
                ],
                "topic": f"drill:{obj.pk}",
            }
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": _("Papers"),
                "count": len(papers),
                "rows": [
                    {"label": p.title, "url": p.url, "where": p.number, "at": p.created_at}
                    for p in papers
                ],
            }


def _link(name: str, label: str, url_name: str, obj: Drill, icon: str, first: bool = False) -> Verb:
    return Verb(
        name,
        label,
        reverse(url_name, args=[obj.pk]),
        method="get",
        icon=icon,
        style="primary" if first else "secondary",
    )


class DrillStep(TransitionView):
    """The steps of a drill."""

    model = Drill
    machine = DRILL
    id_argument = "drill_id"
    services: ClassVar = {
        "start": running.start_drill,
        "pause": running.pause_drill,
        "resume": running.resume_drill,
        "suspend": running.suspend_drill,
        "abort": running.abort_drill,
        "finish": running.finish_drill,
        "assess": judging.close_assessment,
        "cancel": planning.cancel_drill,
    }

    def success_url(self, pk: Any, name: str) -> str:
        """The directing staff stays at its desk, the end leads to the assessment."""
        if name == "finish":
            return reverse("drills:assessment", args=[pk])
        drill = Drill.objects.get(pk=pk)
        if name in ("start", "pause", "resume") and policy_of(drill).can(self.actor, DIRECT, drill):
            return reverse("drills:direct", args=[pk])
        return super().success_url(pk, name)


class NamePage(ChangePage):
    """Name people for a part; the list is narrowed to one unit."""

    model = Drill
    permission = DIRECT
    form_class = ParticipantsForm
    template = "drills/name.html"
    submit_label = gettext_lazy("Name them")
    success_text = gettext_lazy("Named.")
    breadcrumbs = CRUMBS

    @property
    def unit_id(self) -> int | None:
        """The unit whose people are offered."""
        given = self.request.GET.get("unit", "")
        return int(given) if given.isdigit() else None

    def get_title(self) -> str:
        """Of which drill."""
        return _("Participants: %(drill)s") % {"drill": self.obj}

    def form(self, **data: Any) -> Any:
        """Offer the people of one unit, else all one may see."""
        return self.form_class(
            initial={"part": self.request.GET.get("part", Part.PLAYER)},
            actor=self.actor,
            organisation_id=self.unit_id,
            **data,
        )

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the units to choose from."""
        units = list_organisations(self.actor, kinds=(*OFFICE_KINDS, "enterprise"))
        return {
            **super().describe(form),
            "units": [{"id": u.id, "name": u.name, "chosen": u.id == self.unit_id} for u in units],
        }

    def save(self, form: Any) -> Drill:
        """Call the service."""
        found = planning.name_participants(
            drill_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
        messages.info(
            self.request,
            ngettext("%(n)d person takes part.", "%(n)d people take part.", len(found))
            % {"n": len(found)},
        )
        return self.obj  # type: ignore[no-any-return]


@require_POST
@requires(DIRECT)
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    drill = planning.dismiss_participant(participant_id=pk, actor=request.actor)
    messages.success(request, _("Taken off the list."))
    return go_to(request, drill.get_absolute_url())


def drill_of(pk: int, request: ActorRequest) -> Drill:
    """Return the visible drill of a page."""
    return get_visible(Drill, pk, actor=request.actor)
