"""Risk indices of enterprises, and spot checks of whoever keeps the watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from anlan.base.regions.public import list_for_choice
from anlan.kernel import clock
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.monitoring.alarms.choices import CheckState, SettingKind
from anlan.monitoring.alarms.errors import NobodyOnDuty
from anlan.monitoring.alarms.models import RiskIndex, RiskIndexDay, SpotCheck
from anlan.monitoring.alarms.permissions import ASK_SPOT_CHECK, VIEW_SPOT_CHECK
from anlan.monitoring.alarms.selectors.watch import call_statistics, check_statistics
from anlan.monitoring.alarms.services.spot_checks import answer_spot_check, ask_spot_check
from anlan.monitoring.alarms.settings_data import risk_formula, setting
from anlan.monitoring.alarms.tables import RiskIndexTable, SpotCheckTable

#: Statistics look back so far. [days]
PERIODS = (7, 30, 90)


def term_title(code: str) -> str:
    """Return the words of a term of the index."""
    return {
        "static": _("registered risk"),
        "hazards": _("open hazards"),
        "alarms": _("open alarms"),
        "online": _("device on-line rate"),
        "permits": _("permits in force"),
    }[code]


class RiskIndexListPage(ListPage):
    """Enterprises by what is the matter there right now."""

    model = RiskIndex
    table_class = RiskIndexTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "grave", gettext_lazy("Red and orange"), Q(level__lte=2), counted=True, level=1
        ),
        SavedFilter("offline", gettext_lazy("Hardly on-line"), Q(online_rate__lt=0.8)),
    )
    facets: ClassVar = (Facet("level", gettext_lazy("level"), level=True),)
    search_fields = ("enterprise__name",)
    ordering = ("-value",)
    select_related = ("enterprise", "region")
    title = gettext_lazy("Dynamic risk of enterprises")
    live_topic = "risk-index"
    empty_title = gettext_lazy("No enterprise with devices yet")
    empty_text = gettext_lazy(
        "Every ten minutes the index of each enterprise with devices is computed from its "
        "registered risk, hazards, alarms, on-line rate and permits."
    )


class RiskIndexPage(ObjectPage):
    """The index of an enterprise, explained term by term."""

    model = RiskIndex
    template = "alarms/risk_index.html"
    select_related = ("enterprise", "region")
    breadcrumbs: ClassVar = ((gettext_lazy("Dynamic risk of enterprises"), "alarms:risk_indices"),)
    live_topic = "risk-index"

    def level(self, obj: RiskIndex) -> int:
        """Its level."""
        return obj.level

    def number(self, obj: RiskIndex) -> str:
        """The value itself."""
        return f"{obj.value:.0f}"

    def get_subtitle(self, obj: RiskIndex) -> str:
        """Where it is."""
        return str(obj.region)

    def facts(self, obj: RiskIndex) -> list[dict[str, Any]]:
        """Value, formula, time."""
        formula = risk_formula()
        basis = formula["legal_basis"] + ("" if formula["is_verified"] else _(" (not verified)"))
        levels = "、".join(f"≥{least}" for least in formula["levels"].values())
        return [
            fact_group(
                _("Index"),
                fact(_("risk index"), f"{obj.value:.1f}", source=basis),
                fact(
                    _("device on-line rate"),
                    None if obj.online_rate is None else f"{obj.online_rate:.0%}",
                ),
                fact(_("open alarms"), obj.open_alarms),
                fact(_("red, orange, yellow from"), levels),
                fact(_("computed at"), at=obj.computed_at),
                fact(_("level risen at"), at=obj.risen_at),
                fact(_("version of the formula"), obj.formula),
                fact(_("basis"), basis, wide=True),
            )
        ]

    def own_verbs(self, obj: RiskIndex) -> Iterable[Verb]:
        """To the enterprise."""
        yield Verb(
            "enterprise",
            _("to the enterprise"),
            obj.enterprise.get_absolute_url(),
            method="get",
        )

    def describe(self, obj: RiskIndex) -> dict[str, Any]:
        """Add the terms and the course of the last months."""
        rows = RiskIndexDay.objects.filter(enterprise_id=obj.pk).order_by("-day")[:90]
        days = list(reversed(rows))
        return super().describe(obj) | {
            "terms": [term | {"title": term_title(term["code"])} for term in obj.terms],
            "course": {
                "id": "risk-course",
                "title": _("Highest index of the day"),
                "height": 220,
                "decimals": 1,
                "series": [[_midnight(row.day), round(row.highest, 1)] for row in days],
            },
        }


def _midnight(day: date) -> str:
    """Return the beginning of a day here: the axis names days at their midnight."""
    return timezone.make_aware(datetime.combine(day, time.min)).isoformat()


class SpotCheckListPage(ListPage):
    """Spot checks of the watch, newest first."""

    model = SpotCheck
    table_class = SpotCheckTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "bad",
            gettext_lazy("Late or not answered"),
            Q(state__in=[CheckState.LATE, CheckState.MISSED]),
            counted=True,
        ),
    )
    facets: ClassVar = (Facet("state", gettext_lazy("state")),)
    search_fields = ("person__name",)
    ordering = ("-asked_at",)
    select_related = ("person", "region")
    create_url_name = "alarms:spot_check_statistics"
    create_permission = VIEW_SPOT_CHECK
    create_label = gettext_lazy("Statistics and asking")
    title = gettext_lazy("Spot checks of the watch")
    empty_title = gettext_lazy("No spot check yet")
    empty_text = gettext_lazy(
        "The platform asks whoever is on duty at random; leaders may ask at any time."
    )


class SpotCheckPage(ObjectPage):
    """One check: the button for whoever was asked, the timing for everybody."""

    model = SpotCheck
    select_related = ("person", "region")
    breadcrumbs: ClassVar = ((gettext_lazy("Spot checks of the watch"), "alarms:spot_checks"),)

    def state(self, obj: SpotCheck) -> dict[str, Any]:
        """Waiting, answered, late or missed."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def due(self, obj: SpotCheck) -> Any:
        """By when it must be answered."""
        if obj.state != CheckState.WAITING:
            return None
        return {"due_at": obj.due_at, "label": _("answer")}

    def facts(self, obj: SpotCheck) -> list[dict[str, Any]]:
        """Who, when, how long."""
        took = obj.delay
        delay = None if took is None else f"{took.total_seconds():.0f}"
        return [
            fact_group(
                _("Spot check"),
                fact(_("person on duty"), str(obj.person)),
                fact(pgettext("spot check", "asked at"), at=obj.asked_at),
                fact(pgettext("spot check", "asked by"), obj.asked_by),
                fact(pgettext("spot check", "answer by"), at=obj.due_at),
                fact(pgettext("spot check", "answered at"), at=obj.answered_at),
                fact(
                    _("answered after"),
                    delay,
                    unit="s",
                ),
            )
        ]

    def own_verbs(self, obj: SpotCheck) -> Iterable[Verb]:
        """I am here."""
        if obj.answered_at is None and obj.person_id == self.actor.person_id:
            yield Verb(
                "answer",
                _("I am here"),
                reverse("alarms:spot_check_answer", args=[obj.pk]),
                style="primary",
            )


@require_POST
@requires()
def spot_check_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a check."""
    check = answer_spot_check(check_id=pk, actor=request.actor)
    return go_to(request, check.get_absolute_url())


@require_POST
@requires(ASK_SPOT_CHECK)
def spot_check_ask(request: ActorRequest) -> HttpResponse:
    """Ask whoever keeps the county's watch."""
    counties = list_for_choice("county")
    if not counties:
        raise NobodyOnDuty
    check = ask_spot_check(region_code=counties[0].code, actor=request.actor)
    return go_to(request, check.get_absolute_url())


@require_GET
@requires(VIEW_SPOT_CHECK)
def spot_check_statistics(request: ActorRequest) -> HttpResponse:
    """Show how the watch answers: spot checks and calls about alarms, by person."""
    days = request.GET.get("days", "30")
    chosen = int(days) if days.isdigit() and int(days) in PERIODS else 30
    since = clock.now() - timedelta(days=chosen)
    address = reverse("alarms:spot_check_statistics")
    watch = setting(SettingKind.WATCH)
    page: Mapping[str, Any] = {
        "title": _("How the watch answers"),
        "breadcrumbs": [
            {"label": _("Spot checks of the watch"), "url": reverse("alarms:spot_checks")}
        ],
        "periods": [
            {
                "label": _("last %(days)d days") % {"days": period},
                "url": f"{address}?days={period}",
                "active": period == chosen,
            }
            for period in PERIODS
        ],
        "checks": check_statistics(request.actor, since=since),
        "calls": call_statistics(request.actor, since=since),
        "ask_url": reverse("alarms:spot_check_ask") if request.actor.has(ASK_SPOT_CHECK) else "",
        "within_s": watch.content["check_within_s"],
        "basis": watch.basis,
        "median": pgettext("statistics", "median answer"),
    }
    return render_page(request, "alarms/watch.html", {"page": page})
