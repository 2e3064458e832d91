"""The register of risk units, a unit, its history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import (
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, require
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.risk.choices import CHECK_TONES
from anlan.supervision.risk.filters import UNIT_FACETS
from anlan.supervision.risk.models import (
    ControlCheck,
    RegradeRecord,
    RiskEvent,
    RiskFactor,
    RiskUnit,
)
from anlan.supervision.risk.permissions import CHANGE, IMPORT
from anlan.supervision.risk.services.tree import retire_unit, update_unit
from anlan.supervision.risk.tables import RegradeTable, UnitTable

OVERVIEW = (gettext_lazy("Graded risk control"), "risk:overview")


class UnitListPage(ListPage):
    """All risk units of one's area."""

    model = RiskUnit
    table_class = UnitTable
    facets = UNIT_FACETS
    title = gettext_lazy("Risk units")
    breadcrumbs: ClassVar = (OVERVIEW,)
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), Q(is_retired=False)),
        SavedFilter(
            "red",
            gettext_lazy("Red risk"),
            Q(is_retired=False, current_level=1),
            counted=True,
            level=1,
        ),
        SavedFilter(
            "raised",
            gettext_lazy("Raised by factors"),
            Q(is_retired=False, current_level__lt=F("residual_level")),
            counted=True,
        ),
        SavedFilter("retired", gettext_lazy("Out of use"), Q(is_retired=True)),
    )
    ordering = ("current_level", "-pk")
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, pinyin, initials or code")
    select_related = ("enterprise", "region", "risk_object", "responsible")
    hidden_columns = ("inherent_level", "department", "responsible", "region", "assessed_on")
    import_url_name = "risk:import"
    import_permission = IMPORT
    map_layer = "risk_units"
    live_topic = "risks"
    empty_title = gettext_lazy("No risk unit yet")
    empty_text = gettext_lazy(
        "Open the risks of an enterprise from its dossier and add an object with its units, "
        "or import its risk list."
    )


def factor_row(factor: RiskFactor) -> dict[str, Any]:
    """A factor with where it comes from."""
    return {
        "label": f"{factor.get_kind_display()}：{factor.explanation}",
        "url": factor.source_url,
        "at": factor.recorded_at,
        "state": None if factor.lifted_at is None else {"label": _("lifted"), "tone": "done"},
    }


def regrade_row(record: RegradeRecord) -> dict[str, Any]:
    """A change of level with its reason."""
    return {
        "label": record.why,
        "url": record.source_url,
        "level": record.to_level,
        "where": _("was %(level)s") % {"level": record.get_from_level_display()},
        "at": record.at,
    }


def event_row(event: RiskEvent) -> dict[str, Any]:
    """An event with its residual level."""
    return {
        "label": event.name,
        "url": event.get_absolute_url(),
        "level": event.residual_level,
        "value": "" if event.residual_score is None else f"{event.residual_score:g}",
        "where": str(event.method) if event.method else "",
    }


def check_row(check: ControlCheck) -> dict[str, Any]:
    """A check with its outcome."""
    return {
        "label": check.control.check_content or check.control.description[:80],
        "url": check.get_absolute_url(),
        "state": {"label": check.get_state_display(), "tone": CHECK_TONES[check.state]},
        "due": check.due_at if check.state == "due" else None,
        "at": check.checked_at,
        "value": check.finding,
    }


class UnitPage(ObjectPage):
    """One unit: its levels and why, its events, controls, checks."""

    model = RiskUnit
    select_related = ("enterprise", "region", "risk_object", "responsible")
    breadcrumbs: ClassVar = (OVERVIEW, (gettext_lazy("Risk units"), "risk:list"))
    edit_url_name = "risk:change_unit"
    edit_permission = CHANGE
    live_topic = "risk_unit:{pk}"
    related = (
        RelatedList(
            "factors",
            gettext_lazy("What weighs on it now"),
            RiskFactor,
            lambda rows, obj: rows.filter(unit=obj, lifted_at__isnull=True),
            factor_row,
            empty=gettext_lazy("Nothing raises its level: it is as assessed."),
        ),
        RelatedList(
            "regrades",
            gettext_lazy("How its level changed"),
            RegradeRecord,
            lambda rows, obj: rows.filter(unit=obj),
            regrade_row,
            url=lambda obj: f"{reverse('risk:regrades')}?unit={obj.pk}",
            empty=gettext_lazy("Its level has not changed yet."),
        ),
        RelatedList(
            "events",
            gettext_lazy("Risk events"),
            RiskEvent,
            lambda rows, obj: rows.filter(unit=obj).select_related("method"),
            event_row,
            empty=gettext_lazy("No risk event yet: add what may go wrong here."),
        ),
        RelatedList(
            "checks",
            gettext_lazy("Checks of its controls"),
            ControlCheck,
            lambda rows, obj: (
                rows.filter(unit=obj).select_related("control").order_by("-due_at", "-pk")
            ),
            check_row,
            url=lambda obj: f"{reverse('risk:checks')}?tab=all&unit={obj.pk}",
            empty=gettext_lazy("No check yet: give a control a period and a person."),
        ),
    )

    def number(self, obj: RiskUnit) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: RiskUnit) -> str:
        """Enterprise and object."""
        return f"{obj.enterprise} · {obj.risk_object}"

    def level(self, obj: RiskUnit) -> int:
        """Its present level."""
        return obj.current_level

    def note(self, obj: RiskUnit) -> dict[str, Any] | None:
        """Why it is graver than assessed, or that it has not been assessed."""
        if obj.is_retired:
            return {"text": _("This unit is out of use."), "tone": "info"}
        if obj.is_raised:
            last = RegradeRecord.objects.filter(unit=obj).order_by("-at", "-pk").first()
            return {"text": last.why if last else "", "tone": "warning"}
        if obj.assessed_on is None:
            return {
                "text": _("Not assessed yet: its level counts when an assessment is approved."),
                "tone": "info",
            }
        return None

    def map_url(self, obj: RiskUnit) -> str:
        """The map at the unit."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=risk_units"

    def facts(self, obj: RiskUnit) -> list[dict[str, Any]]:
        """Levels, responsibility, place."""
        where = f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location is not None else None
        return [
            fact_group(
                _("Level"),
                fact(_("current level"), level=obj.current_level),
                fact(
                    _("residual level"),
                    level=obj.residual_level,
                    help=_("with its controls, as assessed"),
                ),
                fact(_("inherent level"), level=obj.inherent_level, help=_("before controls")),
                fact(_("assessed on"), obj.assessed_on),
            ),
            fact_group(
                _("Responsibility"),
                fact(
                    _("enterprise"),
                    str(obj.enterprise),
                    url=reverse("risk:enterprise", args=[obj.enterprise_id]),
                ),
                fact(
                    _("object of risk analysis"),
                    str(obj.risk_object),
                    url=obj.risk_object.get_absolute_url(),
                ),
                fact(_("level of control"), obj.get_control_level_display()),
                fact(_("responsible department"), obj.department),
                fact(_("person responsible"), str(obj.responsible) if obj.responsible else None),
            ),
            fact_group(
                _("Place"),
                fact(_("region"), str(obj.region)),
                fact(_("coordinates"), where, help="WGS-84"),
            ),
        ]

    def own_verbs(self, obj: RiskUnit) -> Iterable[Verb]:
        """Add an event, print the job card, take out of use."""
        if self.rights.can(self.actor, CHANGE, obj) and not obj.is_retired:
            yield Verb(
                "add_event",
                _("Add a risk event"),
                reverse("risk:new_event", args=[obj.pk]),
                method="get",
                icon="plus",
                style="primary",
            )
        yield Verb(
            "job_card",
            _("Job card"),
            reverse("risk:job_card", args=[obj.pk]),
            method="get",
            icon="printer",
        )
        if self.rights.can(self.actor, CHANGE, obj) and not obj.is_retired:
            yield Verb(
                "retire",
                _("Take out of use"),
                reverse("risk:retire_unit", args=[obj.pk]),
                needs_reason=True,
                style="danger",
            )


@require_POST
@requires(CHANGE)
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a unit out of use."""
    require(request.actor, CHANGE, get_visible(RiskUnit, pk, actor=request.actor))
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    unit = retire_unit(unit_id=pk, actor=request.actor, reason=reason)
    return go_to(request, reverse("risk:enterprise", args=[unit.enterprise_id]))


@require_POST
@requires(CHANGE)
def place(request: ActorRequest, pk: int) -> HttpResponse:
    """Put a unit at a place of the plant plan."""
    require(request.actor, CHANGE, get_visible(RiskUnit, pk, actor=request.actor))
    try:
        x, y = float(request.POST["longitude"]), float(request.POST["latitude"])
    except (KeyError, ValueError):
        raise InvalidInput(fields={"longitude": _("Please choose a place on the plan.")}) from None
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise InvalidInput(fields={"longitude": _("Please choose a place on the plan.")})
    unit = update_unit(unit_id=pk, longitude=x, latitude=y, actor=request.actor)
    messages.success(request, _("The unit stands on the plan."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = unit.get_absolute_url()
    return go_to(request, back)


class RegradeListPage(ListPage):
    """Every change of level, newest first, with its reason."""

    model = RegradeRecord
    table_class = RegradeTable
    title = gettext_lazy("Changes of level")
    breadcrumbs: ClassVar = (OVERVIEW,)
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("rises", gettext_lazy("Graver"), Q(to_level__lt=F("from_level"))),
        SavedFilter("falls", gettext_lazy("Lighter"), Q(to_level__gt=F("from_level"))),
        SavedFilter("enterprises", gettext_lazy("Enterprises"), Q(unit__isnull=True)),
    )
    ordering = ("-at", "-pk")
    select_related = ("enterprise", "unit")
    live_topic = "risks"
    empty_title = gettext_lazy("No level has changed yet")
    empty_text = gettext_lazy(
        "A hazard, a failed check, an alarm or a lapsed paper changes levels; each change is "
        "listed here with its reason."
    )

    def queryset(self) -> Any:
        """Of one unit when the address names it."""
        rows = super().queryset()
        unit = self.request.GET.get("unit", "")
        return rows.filter(unit_id=int(unit)) if unit.isdigit() else rows
