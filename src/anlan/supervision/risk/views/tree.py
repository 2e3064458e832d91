"""Pages of an enterprise's risks, of objects, events and controls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ObjectPage, RelatedList, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, require
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.risk.choices import ASSESSMENT_TONES
from anlan.supervision.risk.models import (
    AccidentKind,
    Assessment,
    Control,
    ControlCheck,
    DirectCriterion,
    EnterpriseRisk,
    RegradeRecord,
    RiskEvent,
    RiskFactor,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.permissions import CHANGE, SUBMIT
from anlan.supervision.risk.selectors import tree_of
from anlan.supervision.risk.services.tree import retire_control
from anlan.supervision.risk.views.units import (
    OVERVIEW,
    check_row,
    factor_row,
    regrade_row,
)

UNITS = (gettext_lazy("Risk units"), "risk:list")


def assessment_row(assessment: Assessment) -> dict[str, Any]:
    """A version with its state."""
    return {
        "label": _("version %(version)s") % {"version": assessment.version},
        "url": assessment.get_absolute_url(),
        "where": assessment.get_trigger_display(),
        "state": {
            "label": assessment.get_state_display(),
            "tone": ASSESSMENT_TONES[assessment.state],
        },
        "at": assessment.in_force_at or assessment.submitted_at or assessment.created_at,
    }


class EnterpriseRiskPage(ObjectPage):
    """The risks of one enterprise: its colours, what weighs, the tree, the papers to print."""

    model = EnterpriseRisk
    template = "risk/enterprise.html"
    select_related = ("enterprise", "enterprise__region")
    breadcrumbs: ClassVar = (OVERVIEW,)
    live_topic = "risk:{pk}"
    related = (
        RelatedList(
            "factors",
            gettext_lazy("What weighs on it now"),
            RiskFactor,
            lambda rows, obj: rows.filter(
                enterprise_id=obj.pk, lifted_at__isnull=True
            ).select_related("unit"),
            lambda factor: {
                **factor_row(factor),
                "where": factor.unit.name if factor.unit else _("the whole enterprise"),
            },
            empty=gettext_lazy("Nothing raises its level: it is as assessed."),
        ),
        RelatedList(
            "regrades",
            gettext_lazy("How its level changed"),
            RegradeRecord,
            lambda rows, obj: rows.filter(enterprise_id=obj.pk).select_related("unit"),
            lambda record: {
                **regrade_row(record),
                "where": record.unit.name if record.unit else _("the whole enterprise"),
            },
            empty=gettext_lazy("Its level has not changed yet."),
        ),
        RelatedList(
            "assessments",
            gettext_lazy("Versions of the assessment"),
            Assessment,
            lambda rows, obj: rows.filter(enterprise_id=obj.pk).order_by("-version"),
            assessment_row,
            empty=gettext_lazy("No assessment yet: open the first version."),
        ),
    )

    def get_title(self, obj: EnterpriseRisk) -> str:
        """The name of the enterprise."""
        return str(obj.enterprise)

    def level(self, obj: EnterpriseRisk) -> int:
        """Its present level."""
        return obj.level

    def facts(self, obj: EnterpriseRisk) -> list[dict[str, Any]]:
        """Counts by colour."""
        return [
            fact_group(
                _("Units by colour"),
                fact(_("red"), obj.red),
                fact(_("orange"), obj.orange),
                fact(_("yellow"), obj.yellow),
                fact(_("blue"), obj.blue),
                fact(
                    _("dossier"),
                    str(obj.enterprise),
                    url=obj.enterprise.get_absolute_url(),
                ),
                fact(_("region"), str(obj.enterprise.region)),
            )
        ]

    def own_verbs(self, obj: EnterpriseRisk) -> Iterable[Verb]:
        """Add an object, open a version, print."""
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "add_object",
                _("Add an object of risk analysis"),
                reverse("risk:new_object", args=[obj.pk]),
                method="get",
                icon="plus",
            )
        if self.rights.can(self.actor, SUBMIT, obj):
            yield Verb(
                "assess",
                _("Assess"),
                reverse("risk:new_assessment", args=[obj.pk]),
                method="get",
                icon="clipboard-check",
                style="primary",
            )
        for name, label in (
            ("risk_list", _("Risk list (Excel)")),
            ("risk_sheet", _("Risk list (print)")),
            ("notice_board", _("Notice board")),
        ):
            yield Verb(
                name,
                label,
                reverse(f"risk:{name}", args=[obj.pk]),
                method="get",
                icon="file-text",
            )
        yield Verb(
            "one_list",
            _("One enterprise, one list (Word)"),
            reverse("risk:one_list", args=[obj.pk]),
            icon="file-text",
        )

    def describe(self, obj: EnterpriseRisk) -> dict[str, Any]:
        """The page, and the tree below it."""
        found = super().describe(obj)
        may_change = self.rights.can(self.actor, CHANGE, obj)
        return {**found, "tree": tree_of(obj.pk, self.actor), "may_change": may_change}


class ObjectOfRiskPage(ObjectPage):
    """An object of risk analysis with its units."""

    model = RiskObject
    select_related = ("enterprise", "responsible")
    breadcrumbs: ClassVar = (OVERVIEW, UNITS)
    edit_url_name = "risk:change_object"
    edit_permission = CHANGE
    related = (
        RelatedList(
            "units",
            gettext_lazy("Risk units"),
            RiskUnit,
            lambda rows, obj: rows.filter(risk_object=obj, is_retired=False).order_by(
                "current_level", "code"
            ),
            lambda unit: {
                "label": unit.name,
                "url": unit.get_absolute_url(),
                "level": unit.current_level,
                "where": unit.code,
            },
            empty=gettext_lazy("No unit yet: add the parts that are judged one by one."),
            limit=50,
        ),
    )

    def number(self, obj: RiskObject) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: RiskObject) -> str:
        """The enterprise."""
        return str(obj.enterprise)

    def facts(self, obj: RiskObject) -> list[dict[str, Any]]:
        """Kind and responsibility."""
        return [
            fact_group(
                _("Responsibility"),
                fact(
                    _("enterprise"),
                    str(obj.enterprise),
                    url=reverse("risk:enterprise", args=[obj.enterprise_id]),
                ),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("responsible department"), obj.department),
                fact(_("person responsible"), str(obj.responsible) if obj.responsible else None),
            )
        ]

    def own_verbs(self, obj: RiskObject) -> Iterable[Verb]:
        """Add a unit."""
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "add_unit",
                _("Add a risk unit"),
                reverse("risk:new_unit", args=[obj.pk]),
                method="get",
                icon="plus",
                style="primary",
            )


def control_row(control: Control) -> dict[str, Any]:
    """A control with category, period and owner."""
    return {
        "label": control.description,
        "url": control.get_absolute_url(),
        "where": control.get_category_display(),
        "value": control.get_period_display(),
        "holder": str(control.owner) if control.owner else control.department,
    }


class EventPage(ObjectPage):
    """A risk event: the judgement step by step, and its controls."""

    model = RiskEvent
    select_related = ("enterprise", "unit", "method")
    breadcrumbs: ClassVar = (OVERVIEW, UNITS)
    related = (
        RelatedList(
            "controls",
            gettext_lazy("Control measures"),
            Control,
            lambda rows, obj: rows.filter(event=obj, is_retired=False).select_related("owner"),
            control_row,
            empty=gettext_lazy("No control measure yet: say what keeps this from happening."),
            limit=50,
        ),
    )

    def number(self, obj: RiskEvent) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: RiskEvent) -> str:
        """Enterprise and unit."""
        return f"{obj.enterprise} · {obj.unit}"

    def level(self, obj: RiskEvent) -> int:
        """Its residual level."""
        return obj.residual_level

    def _judgement(self, obj: RiskEvent, inputs: dict[str, Any], score: float | None) -> str:
        if obj.method is None or score is None:
            return str(obj.method.get_method_display()) if obj.method else ""
        parts = [f"{key} = {value:g}" for key, value in inputs.items()]
        return f"{' × '.join(parts)} → {score:g}"

    def facts(self, obj: RiskEvent) -> list[dict[str, Any]]:
        """What may happen, and how it was judged."""
        kinds = AccidentKind.objects.filter(pk__in=obj.accident_kinds)
        criteria = DirectCriterion.objects.filter(pk__in=obj.criteria)
        return [
            fact_group(
                _("Event"),
                fact(_("risk unit"), str(obj.unit), url=obj.unit.get_absolute_url()),
                fact(_("kinds of accident"), "、".join(kind.name for kind in kinds)),
                fact(_("hazardous factors"), obj.cause, wide=True),
                fact(_("possible consequences"), obj.consequence, wide=True),
            ),
            fact_group(
                _("Judgement"),
                fact(
                    _("method"),
                    str(obj.method) if obj.method else None,
                    url=obj.method.get_absolute_url() if obj.method else "",
                ),
                fact(
                    _("before controls"),
                    self._judgement(obj, obj.inherent_inputs, obj.inherent_score),
                ),
                fact(_("inherent level"), level=obj.inherent_level),
                fact(
                    _("with controls"),
                    self._judgement(obj, obj.residual_inputs, obj.residual_score),
                ),
                fact(_("residual level"), level=obj.residual_level),
                fact(
                    _("direct judgement criteria"),
                    "；".join(row.text for row in criteria),
                    wide=True,
                ),
            ),
        ]

    def own_verbs(self, obj: RiskEvent) -> Iterable[Verb]:
        """Judge anew, add a control."""
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "add_control",
                _("Add a control measure"),
                reverse("risk:new_control", args=[obj.pk]),
                method="get",
                icon="plus",
                style="primary",
            )
            yield Verb(
                "judge",
                _("Change and judge anew"),
                reverse("risk:change_event", args=[obj.pk]),
                method="get",
                icon="pencil",
            )


class ControlPage(ObjectPage):
    """A control measure with its checks."""

    model = Control
    select_related = ("enterprise", "unit", "event", "owner", "checker")
    breadcrumbs: ClassVar = (OVERVIEW, UNITS)
    edit_url_name = "risk:change_control"
    edit_permission = CHANGE
    related = (
        RelatedList(
            "checks",
            gettext_lazy("Checks"),
            ControlCheck,
            lambda rows, obj: (
                rows.filter(control=obj).select_related("control").order_by("-due_at", "-pk")
            ),
            check_row,
            empty=gettext_lazy("No check yet: give the control a period and a person."),
        ),
    )

    def number(self, obj: Control) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: Control) -> str:
        """Enterprise, unit, event."""
        return f"{obj.enterprise} · {obj.unit} · {obj.event}"

    def facts(self, obj: Control) -> list[dict[str, Any]]:
        """What, who, how often."""
        return [
            fact_group(
                _("Measure"),
                fact(_("measure"), obj.description, wide=True),
                fact(_("category"), obj.get_category_display()),
                fact(_("level of control"), obj.get_control_level_display()),
                fact(_("responsible department"), obj.department),
                fact(_("person responsible"), str(obj.owner) if obj.owner else None),
                fact(_("risk event"), str(obj.event), url=obj.event.get_absolute_url()),
            ),
            fact_group(
                _("Check"),
                fact(_("what is checked"), obj.check_content, wide=True),
                fact(_("checking period"), obj.get_period_display()),
                fact(_("person who checks"), str(obj.checker) if obj.checker else None),
            ),
        ]

    def own_verbs(self, obj: Control) -> Iterable[Verb]:
        """Take out of use."""
        if self.rights.can(self.actor, CHANGE, obj) and not obj.is_retired:
            yield Verb(
                "retire",
                _("Take out of use"),
                reverse("risk:retire_control", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )


@require_POST
@requires(CHANGE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a control out of use."""
    require(request.actor, CHANGE, get_visible(Control, pk, actor=request.actor))
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    control = retire_control(control_id=pk, actor=request.actor, reason=reason)
    return go_to(request, control.event.get_absolute_url())
