"""The plan library: list and readable plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.command.plans.choices import STATE_TONES, PlanKind, PlanState
from anlan.command.plans.gaps import Gap, find_gaps
from anlan.command.plans.models import Plan, PlanRecord
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.care import duties_of
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.command.plans.states import PLAN
from anlan.command.plans.tables import PlanTable
from anlan.kernel import clock
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class PlanListPage(ListPage):
    """All plans one may read."""

    model = Plan
    table_class = PlanTable
    title = gettext_lazy("Emergency plans")
    saved_filters: ClassVar = (
        SavedFilter("in_force", gettext_lazy("In force"), Q(state="published"), counted=True),
        SavedFilter(
            "review",
            gettext_lazy("Review overdue"),
            lambda actor: Q(state="published", review_due_on__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("draft", gettext_lazy("Drafts"), Q(state="draft"), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    search_fields = ("name", "code", "purpose")
    ordering = ("kind", "code", "-version")
    live_topic = "plans"
    create_url_name = "plans:create"
    create_permission = CHANGE
    create_label = gettext_lazy("Write a plan")
    import_url_name = "plans:imports"
    import_permission = CHANGE
    empty_title = gettext_lazy("No plan here")
    empty_text = gettext_lazy(
        "Plans in structure: the platform chooses among those in force and starts their tasks."
    )


def record_row(record: PlanRecord) -> Mapping[str, Any]:
    """What was done, when, with whom."""
    return {
        "label": record.get_kind_display(),
        "where": " ".join(filter(None, (record.with_whom, record.number, record.note))),
        "value": f"{record.done_on:%Y-%m-%d}",
    }


class PlanPage(ObjectPage):
    """One plan: levels with triggers, groups with tasks, resources."""

    model = Plan
    template = "plans/plan.html"
    machine = PLAN
    state_tones = STATE_TONES
    transition_url_name = "plans:transition"
    select_related = ("organisation", "region", "point")
    edit_permission = CHANGE
    related = (
        RelatedList(
            "records",
            gettext_lazy("Appraisal, filing, assessment, drills"),
            PlanRecord,
            lambda rows, plan: rows.filter(plan=plan),
            record_row,
            empty=gettext_lazy("Nothing recorded yet"),
        ),
    )
    live_topic = "plan:{pk}"
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)

    def number(self, obj: Any) -> str:
        """Code and version."""
        return f"{obj.code} · v{obj.version}"

    def get_subtitle(self, obj: Any) -> str:
        """What the plan is for."""
        return str(obj.purpose)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """Say when the text was not compared with the issued one, or its review is overdue."""
        if obj.is_review_overdue:
            return {"text": _("The review of this plan is overdue."), "tone": "warning"}
        if obj.is_demonstration:
            return {
                "text": _(
                    "For demonstration: thresholds and deadlines must be compared with the plan "
                    "this county has issued."
                ),
                "tone": "info",
            }
        return None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Where it comes from and until when it holds."""
        return [
            fact_group(
                _("Plan"),
                fact(_("Kind"), obj.get_kind_display()),
                fact(_("Issued by"), obj.organisation),
                fact(_("Issued on"), obj.issued_on),
                fact(_("Review due on"), obj.review_due_on),
                fact(_("Principles"), obj.principles, wide=True),
                fact(_("Legal basis"), obj.legal_basis, wide=True),
                fact(_("Source"), obj.source, wide=True),
                fact(
                    _("Checked against the source"),
                    _("yes") if obj.is_verified else _("not checked yet"),
                ),
            )
        ]

    def may_change(self, obj: Any) -> bool:
        """Whether one may revise this plan."""
        return policy_of(Plan).can(self.actor, CHANGE, obj)

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Edit, revise, record, compare, print."""
        is_draft = obj.state == PlanState.DRAFT
        if self.may_change(obj):
            if is_draft:
                yield Verb(
                    name="change",
                    label=_("Change the head"),
                    url=reverse("plans:change", args=[obj.pk]),
                    icon="pencil",
                    method="get",
                )
            else:
                yield Verb(
                    name="revise",
                    label=_("Begin a revision"),
                    url=reverse("plans:revise", args=[obj.pk]),
                    icon="copy",
                )
            yield Verb(
                name="record",
                label=_("Record filing, drill …"),
                url=reverse("plans:record", args=[obj.pk]),
                icon="clipboard",
                method="get",
            )
        if obj.kind == PlanKind.POINT and hasattr(obj, "point"):
            yield Verb(
                name="print",
                label=_("One page in Word"),
                url=reverse("plans:print", args=[obj.pk]),
                icon="printer",
            )
        if obj.version > 1:
            yield Verb(
                name="compare",
                label=_("What changed"),
                url=reverse("plans:compare", args=[obj.pk]),
                icon="history",
                method="get",
            )

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the structure, the duties of the law and what the checker says."""
        page = super().describe(obj)
        may_change = self.may_change(obj)
        page["may_edit"] = may_change and obj.state == PlanState.DRAFT
        page["levels"] = [
            {"level": level, "clauses": _clauses(level)}
            for level in obj.levels.prefetch_related("triggers")
        ]
        page["groups"] = list(obj.groups.prefetch_related("tasks"))
        page["resources"] = list(obj.resources.all())
        page["contacts"] = list(obj.contacts.all())
        page["sections"] = list(obj.sections.all())
        page["point"] = getattr(obj, "point", None)
        clocks = {clock.rule_code: clock for clock in deadlines_of(obj)}
        page["duties"] = [{"duty": duty, "clock": clocks.get(duty.rule)} for duty in duties_of(obj)]
        page["gaps"] = _gaps(obj, may_change) if may_change else None
        return page


def _gaps(plan: Plan, may_change: bool) -> dict[str, Any]:
    """Return the findings with what may be done about each."""
    known = {row.key: row for row in plan.acknowledgements.all()}
    is_draft = plan.state == PlanState.DRAFT
    url = reverse("plans:acknowledge", args=[plan.pk])
    rows = []
    for number, gap in enumerate(find_gaps(plan)):
        link = _link(plan, gap) if is_draft else ""
        accepted = known.get(gap.key)
        verbs = []
        if not gap.is_error and accepted is None and may_change:
            verbs.append(
                {
                    "name": f"acknowledge-{number}",
                    "label": _("Acknowledge"),
                    "url": url,
                    "needs_reason": True,
                    "fields": {"key": gap.key},
                }
            )
        rows.append({"gap": gap, "url": link, "accepted": accepted, "verbs": verbs})
    has_open = any(row["gap"].code == "no_deadline" for row in rows)  # type: ignore[attr-defined]
    return {
        "rows": rows,
        "deadlines_url": reverse("plans:deadlines", args=[plan.pk])
        if is_draft and has_open
        else "",
        "errors": sum(row["gap"].is_error for row in rows),  # type: ignore[attr-defined]
        "open": sum(not row["gap"].is_error and row["accepted"] is None for row in rows),  # type: ignore[attr-defined]
    }


#: Where a finding about something that is missing leads.
MISSING = {
    "no_level": "level",
    "no_group": "group",
    "no_task": "task",
    "nobody_to_call": "contact",
    "missing_part": "section",
    "no_point": "point",
}


def _link(plan: Plan, gap: Gap) -> str:
    """Return the page on which a finding about a draft is mended."""
    if gap.row is not None:
        return reverse("plans:part_change", args=[plan.pk, gap.part, gap.row])
    if gap.code in MISSING:
        return reverse("plans:part_add", args=[plan.pk, MISSING[gap.code]])
    return reverse("plans:change", args=[plan.pk])


def _clauses(level: Any) -> list[list[Any]]:
    """Group triggers by clause: conditions of one clause must all hold."""
    found: dict[int, list[Any]] = {}
    for trigger in level.triggers.all():
        found.setdefault(trigger.clause, []).append(trigger)
    return [found[number] for number in sorted(found)]


class PlanTransition(TransitionView):
    """Put into force, take out of force."""

    model = Plan
    machine = PLAN
    services: ClassVar = {"publish": publish_plan, "expire": expire_plan}
    id_argument = "plan_id"


@require_POST
@requires(CHANGE)
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the draft of the next version and go there."""
    draft = revise_plan(plan_id=pk, actor=request.actor)
    return go_to(request, draft.get_absolute_url())
