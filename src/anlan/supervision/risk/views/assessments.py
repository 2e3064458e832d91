"""Versions of assessments: the list, one version, its steps, the comparison with another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.deadlines.public import deadlines_of
from anlan.base.workflow.public import approvals_of
from anlan.kernel import clock
from anlan.kernel.pages import (
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.policy import visible
from anlan.supervision.risk.choices import ASSESSMENT_TONES
from anlan.supervision.risk.filters import ASSESSMENT_FACETS
from anlan.supervision.risk.models import Assessment
from anlan.supervision.risk.services.assessments import (
    approve_assessment,
    compare_assessments,
    return_assessment,
    submit_assessment,
    take_snapshot,
)
from anlan.supervision.risk.states import ASSESSMENT
from anlan.supervision.risk.tables import AssessmentTable
from anlan.supervision.risk.views.units import OVERVIEW

ASSESSMENTS = (gettext_lazy("Risk assessments"), "risk:assessments")


class AssessmentListPage(ListPage):
    """Versions of one's area: what waits for approval, what is to be renewed."""

    model = Assessment
    table_class = AssessmentTable
    facets = ASSESSMENT_FACETS
    title = gettext_lazy("Risk assessments")
    breadcrumbs: ClassVar = (OVERVIEW,)
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("waiting", gettext_lazy("In approval"), Q(state="submitted"), counted=True),
        SavedFilter(
            "overdue",
            gettext_lazy("To be renewed"),
            lambda actor: Q(state="in_force", due_on__lt=clock.today()),
            counted=True,
        ),
    )
    select_related = ("enterprise",)
    live_topic = "risks"
    empty_title = gettext_lazy("No assessment yet")
    empty_text = gettext_lazy("Open the risks of an enterprise and start its first version there.")


class AssessmentPage(ObjectPage):
    """One version: its state, approval, clock, and what differs from the version before."""

    model = Assessment
    machine = ASSESSMENT
    state_tones = ASSESSMENT_TONES
    transition_url_name = "risk:assessment_step"
    select_related = ("enterprise", "enterprise__region")
    breadcrumbs: ClassVar = (OVERVIEW, ASSESSMENTS)

    def get_title(self, obj: Assessment) -> str:
        """The enterprise and the version."""
        return f"{obj.enterprise} · {_('version %(version)s') % {'version': obj.version}}"

    def topic(self, obj: Assessment) -> str:
        """The enterprise's risks."""
        return f"risk:{obj.enterprise_id}"

    def facts(self, obj: Assessment) -> list[dict[str, Any]]:
        """Why, who, when."""
        return [
            fact_group(
                _("Assessment"),
                fact(
                    _("enterprise"),
                    str(obj.enterprise),
                    url=reverse("risk:enterprise", args=[obj.enterprise_id]),
                ),
                fact(_("reason for assessing"), obj.get_trigger_display()),
                fact(_("note"), obj.note, wide=True),
                fact(_("made by"), obj.made_by),
                fact(_("submitted at"), at=obj.submitted_at),
                fact(_("in force since"), at=obj.in_force_at),
                fact(_("to be renewed by"), obj.due_on),
            )
        ]

    def own_panels(self, obj: Assessment) -> Iterable[dict[str, Any]]:
        """The units judged, the comparison, the approval, the clocks."""
        snapshot = obj.snapshot or take_snapshot(obj.enterprise_id)
        yield {
            "id": "units",
            "title": _("Units judged"),
            "count": len(snapshot),
            "rows": [
                {
                    "label": unit["name"],
                    "level": unit["residual"],
                    "where": unit["code"],
                    "value": _("%(count)s events") % {"count": len(unit["events"])},
                }
                for unit in snapshot
            ],
            "empty": _("There is no risk unit yet: add an object and its units first."),
        }
        former = (
            visible(Assessment, self.actor)
            .filter(enterprise_id=obj.enterprise_id, version__lt=obj.version)
            .exclude(snapshot=[])
            .order_by("-version")
            .first()
        )
        if former is not None:
            shown = Assessment(snapshot=snapshot)
            yield {
                "id": "differences",
                "title": _("Compared with version %(version)s") % {"version": former.version},
                "template": "risk/_differences.html",
                "differences": compare_assessments(former, shown),
                "wide": True,
            }
        yield {
            "id": "approvals",
            "title": _("Approval"),
            "rows": [
                {
                    "label": step.name,
                    "url": approval.url,
                    "where": "；".join(
                        f"{d.actor_name} {d.comment}".strip() for d in step.decisions
                    ),
                    "at": approval.started_at,
                }
                for approval in approvals_of(obj)
                for step in approval.steps
            ],
            "empty": _("Not submitted yet."),
        }
        yield {
            "id": "clocks",
            "title": _("Clocks"),
            "rows": [
                {
                    "label": deadline.title,
                    "due": deadline.due_at if deadline.state == "running" else None,
                    "at": deadline.met_at,
                    "where": deadline.legal_basis,
                }
                for deadline in deadlines_of(obj)
            ],
            "empty": _("No clock runs."),
        }


class AssessmentStep(TransitionView):
    """Submit, approve, return."""

    model = Assessment
    machine = ASSESSMENT
    id_argument = "assessment_id"
    services: ClassVar = {
        "submit": submit_assessment,
        "approve": approve_assessment,
        "return_": return_assessment,
    }
