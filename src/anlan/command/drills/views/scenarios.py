"""The library of scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.drills.forms import (
    FIGURES,
    ActionForm,
    FromPlanForm,
    InjectForm,
    ScenarioForm,
)
from anlan.command.drills.models import Scenario, ScenarioAction, ScenarioInject
from anlan.command.drills.permissions import EDIT_SCENARIO, PLAN
from anlan.command.drills.services.scenarios import (
    make_from_plan,
    remove_part,
    write_action,
    write_inject,
    write_scenario,
)
from anlan.command.drills.tables import ScenarioTable
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Drill scenarios"), "drills:scenarios"),)


class ScenarioListPage(ListPage):
    """The library."""

    model = Scenario
    table_class = ScenarioTable
    title = gettext_lazy("Drill scenarios")
    template = "drills/scenarios.html"
    saved_filters: ClassVar = (
        SavedFilter("usable", gettext_lazy("In use"), Q(is_active=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("incident_kind", gettext_lazy("Kind of incident")),)
    search_fields = ("name", "headline", "code")
    select_related = ("plan",)
    ordering = ("incident_kind", "code")
    create_url_name = "drills:scenario_new"
    create_permission = EDIT_SCENARIO
    create_label = gettext_lazy("New scenario")
    empty_title = gettext_lazy("No scenario yet")
    empty_text = gettext_lazy("A scenario is written by hand, or made from the tasks of a plan.")

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way to make one from a plan."""
        may = self.actor.has(EDIT_SCENARIO)
        url = reverse("drills:from_plan") if may else ""
        return {**super().describe(*args, **kwargs), "from_plan_url": url}

    def queryset(self) -> QuerySet[Any]:
        """Count injects and actions along."""
        rows: QuerySet[Any] = super().queryset()
        counted: QuerySet[Any] = rows.annotate(
            injects_number=Count("injects", distinct=True),
            actions_number=Count("actions", distinct=True),
        )
        return counted


class ScenarioPage(ObjectPage):
    """One scenario with its script and what is expected."""

    model = Scenario
    template = "drills/scenario.html"
    select_related = ("plan",)
    edit_url_name = "drills:scenario_change"
    edit_permission = EDIT_SCENARIO
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: Scenario) -> str:
        """What kind of incident."""
        return str(obj.get_incident_kind_display())

    def facts(self, obj: Scenario) -> list[dict[str, Any]]:
        """Where it begins."""
        figures = "，".join(
            f"{label} {obj.facts[name]}" for name, label in FIGURES if name in obj.facts
        )
        return [
            fact_group(
                _("Where it begins"),
                fact(_("first news"), obj.headline, wide=True),
                fact(_("situation before"), obj.background, wide=True),
                fact(_("first figures"), figures),
                fact(_("length in minutes"), obj.minutes),
                fact(
                    _("emergency plan"),
                    obj.plan,
                    url=obj.plan.get_absolute_url() if obj.plan is not None else "",
                ),
                fact(_("source"), obj.source),
            )
        ]

    def own_verbs(self, obj: Scenario) -> Iterable[Verb]:
        """Use it, and go on writing."""
        if obj.is_active and self.actor.has(PLAN):
            yield Verb(
                "plan",
                _("Plan a drill with it"),
                f"{reverse('drills:plan')}?scenario_id={obj.pk}",
                method="get",
                style="primary",
                icon="flag",
            )
        if self.actor.has(EDIT_SCENARIO):
            yield Verb(
                "add_inject",
                _("Add an inject"),
                reverse("drills:inject_new", args=[obj.pk]),
                method="get",
                icon="plus",
            )
            yield Verb(
                "add_action",
                _("Add an expected action"),
                reverse("drills:action_new", args=[obj.pk]),
                method="get",
                icon="plus",
            )

    def describe(self, obj: Scenario) -> dict[str, Any]:
        """Add script and actions."""
        may = self.actor.has(EDIT_SCENARIO)
        actions: dict[int | None, list[ScenarioAction]] = {}
        for action in obj.actions.all():
            actions.setdefault(action.inject_id, []).append(action)
        return {
            **super().describe(obj),
            "may_edit": may,
            "script": [
                {"inject": inject, "actions": actions.get(inject.pk, [])}
                for inject in obj.injects.all()
            ],
            "from_start": actions.get(None, []),
            "points": sum(a.points for rows in actions.values() for a in rows),
        }


class ScenarioNewPage(CreatePage):
    """Write a scenario."""

    model = Scenario
    permission = EDIT_SCENARIO
    form_class = ScenarioForm
    title = gettext_lazy("New scenario")
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Scenario:
        """Call the service."""
        return write_scenario(values=form.cleaned_data, actor=self.actor)


class FromPlanPage(CreatePage):
    """Make a scenario from a plan."""

    model = Scenario
    permission = EDIT_SCENARIO
    form_class = FromPlanForm
    form_takes_actor = True
    title = gettext_lazy("Scenario from a plan")
    subtitle = gettext_lazy("Every task with a deadline becomes an expected action.")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The plan it was asked from."""
        given = self.request.GET.get("plan", "")
        return {"plan_id": int(given)} if given.isdigit() else {}

    def save(self, form: Any) -> Scenario:
        """Call the service."""
        return make_from_plan(actor=self.actor, **form.cleaned_data)


class ScenarioChangePage(ChangePage):
    """Change the head of a scenario."""

    model = Scenario
    permission = EDIT_SCENARIO
    form_class = ScenarioForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Scenario:
        """Call the service."""
        return write_scenario(values=form.cleaned_data, scenario_id=self.obj.pk, actor=self.actor)


class PartPage(ChangePage):
    """A form for a part of a scenario; ``row`` is the part that is changed, None for a new one."""

    model = Scenario
    permission = EDIT_SCENARIO
    breadcrumbs = CRUMBS
    part_model: ClassVar[Any] = None
    row: Any = None

    def load(self, **kwargs: Any) -> None:
        """Fetch the scenario and the part."""
        super().load(**kwargs)
        row_id = kwargs.get("row")
        if row_id is not None:
            self.row = self.part_model.objects.filter(scenario=self.obj, pk=row_id).first()
            if self.row is None:
                raise NotVisible

    def get_title(self) -> str:
        """What is written."""
        noun = self.part_model._meta.verbose_name
        return str(self.row) if self.row is not None else _("New: %(noun)s") % {"noun": noun}

    def get_initial(self) -> Mapping[str, Any]:
        """The part's present values."""
        if self.row is None:
            return {}
        found = {field.attname: getattr(self.row, field.attname) for field in self.row._meta.fields}
        facts = found.get("facts") or {}
        return found | {f"fact_{name}": value for name, value in facts.items()}

    def success_url(self, saved: Any) -> str:
        """Back to the scenario."""
        return self.obj.get_absolute_url()  # type: ignore[no-any-return]


class InjectPage(PartPage):
    """Write a piece of news."""

    form_class = InjectForm
    part_model = ScenarioInject

    def save(self, form: Any) -> ScenarioInject:
        """Call the service."""
        return write_inject(
            scenario_id=self.obj.pk,
            values=form.cleaned_data | {"facts": form.figures()},
            inject_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )


class ActionPage(PartPage):
    """Write what is expected."""

    form_class = ActionForm
    part_model = ScenarioAction

    def form(self, **data: Any) -> Any:
        """Offer the injects of the scenario."""
        initial = dict(self.get_initial())
        if "inject" in self.request.GET:
            initial["inject_id"] = self.request.GET["inject"]
        return self.form_class(initial=initial, scenario=self.obj, **data)

    def save(self, form: Any) -> ScenarioAction:
        """Call the service."""
        return write_action(
            scenario_id=self.obj.pk,
            values=form.cleaned_data,
            action_id=self.row.pk if self.row is not None else None,
            actor=self.actor,
        )


@require_POST
@requires(EDIT_SCENARIO)
def remove(request: ActorRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Take a part out."""
    scenario = remove_part(scenario_id=pk, part=part, row_id=row, actor=request.actor)
    messages.success(request, _("Removed."))
    return go_to(request, scenario.get_absolute_url())
