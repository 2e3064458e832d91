"""Indicators: the list, the page with curve and formula, setting up, changing, years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.indicators.choices import (
    STANDING_TONES,
    VALUE_TONES,
    WARNED,
    Standing,
    TargetKind,
    ValueState,
)
from anlan.governance.indicators.drawing import curve_of
from anlan.governance.indicators.forms import (
    ChangeIndicatorForm,
    IndicatorForm,
    TakeOverForm,
)
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import CONFIRM, KEEP, REPORT
from anlan.governance.indicators.registry import find_measure
from anlan.governance.indicators.services.indicators import (
    change_indicator,
    create_indicator,
    stop_watching,
    take_over_planned,
)
from anlan.governance.indicators.services.measuring import compute_value
from anlan.governance.indicators.tables import IndicatorTable
from anlan.governance.indicators.targets import read_target
from anlan.governance.indicators.wording import (
    doubt_words,
    machine_words,
    number_words,
    reason_words,
)
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import address_for, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Indicators"), "indicators:list"),)
#: Values shown on the page of an indicator.
SHOWN_VALUES = 24


class IndicatorListPage(ListPage):
    """All indicators under watch."""

    model = Indicator
    table_class = IndicatorTable
    title = gettext_lazy("Indicators")
    template = "indicators/list.html"
    live_topic = "indicators"
    saved_filters: ClassVar = (
        SavedFilter(
            "danger",
            gettext_lazy("In danger"),
            Q(is_active=True, state__in=[str(one) for one in WARNED]),
            counted=True,
            level=2,
        ),
        SavedFilter(
            "binding",
            gettext_lazy("Binding ones"),
            Q(is_active=True, is_binding=True),
            counted=True,
        ),
        SavedFilter(
            "own",
            gettext_lazy("Of my unit"),
            lambda actor: Q(is_active=True, organisation_id=actor.organisation_id),
            counted=True,
        ),
        SavedFilter(
            "open",
            gettext_lazy("Without data"),
            Q(is_active=True, state=Standing.NO_DATA),
            counted=True,
        ),
        SavedFilter(
            "unread",
            gettext_lazy("Target to be read"),
            Q(is_active=True, target_kind=TargetKind.UNCLEAR),
            counted=True,
        ),
        SavedFilter("all", gettext_lazy("All"), Q(is_active=True)),
    )
    facets = (
        Facet("state", gettext_lazy("Standing")),
        Facet(
            "organisation_id",
            gettext_lazy("Responsible unit"),
            labels=lambda keys: _unit_names(keys),
        ),
    )
    search_fields = ("name", "target", "plan_name", "organisation__name")
    select_related = ("organisation",)
    ordering = ("-is_binding", "target_on", "pk")
    hidden_columns = ("plan_name", "actual_on")
    create_url_name = "indicators:new"
    create_permission = KEEP
    create_label = gettext_lazy("New indicator")
    import_url_name = "indicators:import"
    import_permission = REPORT
    empty_title = gettext_lazy("No indicator here")
    empty_text = gettext_lazy(
        "Take over the confirmed indicators of a plan, or set one up by hand: the platform "
        "computes what it can, units enter the rest."
    )

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ways to taking over, values, measures and evaluations."""
        return {
            **super().describe(*args, **kwargs),
            "may_keep": self.actor.has(KEEP),
            "may_confirm": self.actor.has(CONFIRM),
        }


def _unit_names(keys: Iterable[str]) -> dict[str, str]:
    """Names of units by their ids."""
    rows = Indicator.objects.filter(organisation_id__in=[int(key) for key in keys])
    return {
        str(pk): short or name
        for pk, short, name in rows.order_by().values_list(
            "organisation_id", "organisation__short_name", "organisation__name"
        )
    }


class NewPage(CreatePage):
    """Set one up by hand."""

    model = Indicator
    permission = KEEP
    form_class = IndicatorForm
    form_takes_actor = True
    title = gettext_lazy("New indicator")
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The usual."""
        return {"direction": "higher", "course": "level", "frequency": "month"}

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("indicators:list")

    def save(self, form: Any) -> Indicator:
        """Call the service."""
        return create_indicator(actor=self.actor, **form.cleaned_data)


class TakeOverPage(FormPage):
    """Put confirmed indicators of plans under watch."""

    model = Indicator
    permission = KEEP
    form_class = TakeOverForm
    form_takes_actor = True
    title = gettext_lazy("Take over from the plans")
    submit_label = gettext_lazy("Put under watch")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("indicators:list")

    def success_url(self, saved: Any) -> str:
        """To the list."""
        return f"{reverse('indicators:list')}?tab=all"

    def save(self, form: Any) -> list[Indicator]:
        """Call the service."""
        made = take_over_planned(actor=self.actor, **form.cleaned_data)
        words = ngettext(
            "%(count)d indicator is under watch.",
            "%(count)d indicators are under watch.",
            len(made),
        )
        messages.info(self.request, words % {"count": len(made)})
        return made


class IndicatorPage(ObjectPage):
    """One indicator: how it stands and why, its curve, its formula, its values."""

    model = Indicator
    template = "indicators/indicator.html"
    select_related = ("organisation", "region", "document")
    breadcrumbs = CRUMBS
    live_topic = "indicators"
    edit_url_name = "indicators:change"
    edit_permission = KEEP

    def get_subtitle(self, obj: Indicator) -> str:
        """Where it comes from."""
        return obj.plan_name or _("set up by hand")

    def state(self, obj: Indicator) -> Mapping[str, Any]:
        """How it stands."""
        return {
            "label": obj.get_state_display(),
            "tone": STANDING_TONES.get(obj.state, "neutral"),
            "value": obj.state,
        }

    def holder(self, obj: Indicator) -> Mapping[str, Any]:
        """Who answers for it."""
        return {"label": str(obj.organisation), "url": address_for(self.actor, obj.organisation)}

    def note(self, obj: Indicator) -> Mapping[str, Any] | None:
        """Why it stands so; what a person must read."""
        if not obj.is_active:
            return {"text": _("This indicator is no longer watched."), "tone": "info"}
        if obj.target_kind == TargetKind.UNCLEAR:
            found = read_target(obj.target, unit=obj.unit, name=obj.name)
            text = _(
                "The platform cannot read the target “%(target)s”: %(why)s. Please say it."
            ) % {
                "target": obj.target,
                "why": doubt_words(found.doubt) or _("a person left it open"),
            }
            return {"text": text, "tone": "warning"}
        tone = {"missed": "danger", "at_risk": "warning"}.get(obj.state, "info")
        text = reason_words(obj.facts, unit=obj.unit)
        return {"text": text, "tone": tone} if text else None

    def facts(self, obj: Indicator) -> list[dict[str, Any]]:
        """Target and its machine form, figures, formula and source, who answers."""
        measure = find_measure(obj.measure_code)
        leaders = leaders_in_charge(obj.organisation_id)
        return [
            fact_group(
                pgettext("planning", "target"),
                fact(_("as printed"), obj.target, url=obj.source_url),
                fact(_("read as"), machine_words(obj)),
                fact(_("target day"), obj.target_on),
                fact(
                    pgettext("planning", "binding"),
                    pgettext("planning", "binding")
                    if obj.is_binding
                    else pgettext("planning", "expected"),
                ),
                fact(pgettext("planning", "baseline"), obj.baseline or obj.baseline_value),
                fact(_("holds for every year"), _("yes") if obj.is_every_year else _("no")),
            ),
            fact_group(
                _("How it stands"),
                fact(_("latest value"), number_words(obj.actual, obj.unit)),
                fact(_("as of"), obj.actual_on),
                fact(
                    _("foreseen"),
                    self._foreseen(obj),
                    help=str(obj.get_method_display()) if obj.forecast is not None else "",
                ),
                fact(_("standing so since"), obj.state_since),
            ),
            fact_group(
                _("How it is measured"),
                fact(
                    pgettext("indicator", "formula"),
                    measure.formula if measure else obj.formula,
                    wide=True,
                ),
                fact(
                    _("source of the figures"), measure.source if measure else obj.source, wide=True
                ),
                fact(
                    _("where values come from"),
                    measure.name if measure else _("values are entered by the unit"),
                ),
                fact(_("course of the figure"), obj.get_course_display()),
                fact(_("how often a value is due"), obj.get_frequency_display()),
            ),
            fact_group(
                _("Who answers"),
                fact(
                    _("responsible unit"),
                    obj.organisation,
                    url=address_for(self.actor, obj.organisation),
                ),
                *(
                    fact(_("leader"), f"{one.name} {one.title}".strip())
                    for one in leaders
                    if one.rank in (1, 2)
                ),
                fact(_("region"), obj.region),
            ),
        ]

    def _foreseen(self, obj: Indicator) -> str:
        if obj.forecast is None:
            return ""
        words = number_words(obj.forecast, obj.unit)
        if obj.forecast_low is None or obj.forecast_low == obj.forecast_high:
            return words
        return _("%(value)s (%(low)s to %(high)s)") % {
            "value": words,
            "low": number_words(obj.forecast_low),
            "high": number_words(obj.forecast_high, obj.unit),
        }

    def own_verbs(self, obj: Indicator) -> Iterable[Verb]:
        """Enter a value, compute now, years, stop."""
        rights = policy_of(obj)
        if obj.is_active and not obj.is_automatic and rights.can(self.actor, REPORT, obj):
            yield Verb(
                "value",
                _("Enter a value"),
                reverse("indicators:value_new", args=[obj.pk]),
                method="get",
                style="primary",
                icon="plus",
            )
        if not rights.can(self.actor, KEEP, obj) or not obj.is_active:
            return
        if obj.is_automatic:
            yield Verb(
                "compute",
                _("Compute now"),
                reverse("indicators:compute", args=[obj.pk]),
                style="primary",
                icon="refresh",
            )
        yield Verb(
            "years",
            _("Targets of the years"),
            reverse("indicators:years", args=[obj.pk]),
            method="get",
            icon="calendar",
        )
        yield Verb(
            "stop",
            _("Stop watching"),
            reverse("indicators:stop", args=[obj.pk]),
            needs_reason=True,
            style="danger",
        )

    def describe(self, obj: Indicator) -> dict[str, Any]:
        """Add curve, parts, values and years."""
        values = list(obj.values.order_by("-period_end", "-pk")[: SHOWN_VALUES * 4])
        current = sorted(
            (row for row in values if row.state == ValueState.CURRENT), key=lambda r: r.period_end
        )
        years = list(obj.yearly_targets.all())
        bound = obj.facts.get("high")
        if bound is None:
            bound = obj.facts.get("low", obj.bound)
        may_confirm = policy_of(obj).can(self.actor, CONFIRM, obj)
        return super().describe(obj) | {
            "curve": curve_of(
                [(row.period_end, row.value) for row in current],
                bound=bound,
                targets=[(date(row.year, 12, 31), row.value) for row in years],
                forecast=self._fan(obj),
                words=lambda value: number_words(value, obj.unit),
            ),
            "values": [self._row(obj, row, may_confirm) for row in values[:SHOWN_VALUES]],
            "years": [
                {
                    "year": str(row.year),
                    "value": number_words(row.value, obj.unit),
                    "is_derived": row.is_derived,
                }
                for row in years
            ],
            "parts": self._parts(obj, current[-1]) if current else [],
            "parts_on": current[-1].period_end if current else None,
            "deviations": [
                {
                    "on": row.on,
                    "state": {
                        "label": row.get_state_display(),
                        "tone": STANDING_TONES.get(row.state, "neutral"),
                    },
                    "reason": reason_words(row.facts, unit=obj.unit),
                    "told": "、".join(row.told),
                }
                for row in obj.deviations.all()[:6]
            ],
        }

    def _fan(self, obj: Indicator) -> tuple[date, float, float, float] | None:
        by = obj.facts.get("by")
        if obj.forecast is None or not by or obj.forecast_low is None or obj.forecast_high is None:
            return None
        day = date.fromisoformat(by)
        if obj.actual_on is not None and day <= obj.actual_on:
            return None
        return (day, obj.forecast, obj.forecast_low, obj.forecast_high)

    def _row(self, obj: Indicator, row: IndicatorValue, may_confirm: bool) -> dict[str, Any]:
        made = ""
        if row.numerator is not None:
            made = number_words(row.numerator)
            if row.denominator is not None:
                made += f" / {number_words(row.denominator)}"
        return {
            "pk": row.pk,
            "period_end": row.period_end,
            "value": number_words(row.value, obj.unit),
            "made": made,
            "url": row.url,
            "origin": row.get_origin_display(),
            "state": {"label": row.get_state_display(), "tone": VALUE_TONES[row.state]},
            "by": row.entered_by,
            "at": row.entered_at,
            "confirmed_by": row.confirmed_by,
            "note": row.note,
            "evidence": row.evidence,
            "files": row.files,
            "may_confirm": may_confirm and row.state == ValueState.PENDING,
        }

    def _parts(self, obj: Indicator, row: IndicatorValue) -> list[dict[str, Any]]:
        found = []
        for part in row.parts:
            whole = part.get("denominator")
            share = 100.0 * part["numerator"] / whole if whole else None
            found.append(
                {
                    "label": part["label"],
                    "numerator": number_words(part["numerator"]),
                    "denominator": number_words(whole) if whole is not None else "",
                    "missing": (whole or 0) - part["numerator"],
                    "share": number_words(share, "%") if share is not None else "",
                    "width": round(share if share is not None else 0),
                }
            )
        if obj.direction == "higher":
            return sorted(found, key=lambda part: -part["missing"])
        return sorted(found, key=lambda part: part["label"])


class ChangeIndicatorPage(ChangePage):
    """Change target, unit, measure."""

    model = Indicator
    permission = KEEP
    form_class = ChangeIndicatorForm
    form_takes_actor = True
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> Indicator:
        """Call the service."""
        return change_indicator(indicator_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(KEEP)
def compute(request: ActorRequest, pk: int) -> HttpResponse:
    """Compute an automatic indicator now."""
    made = compute_value(indicator_id=pk, actor=request.actor)
    messages.success(
        request,
        _("Computed: %(value)s.") % {"value": number_words(made.value, made.indicator.unit)},
    )
    return go_to(request, made.indicator.get_absolute_url())


@require_POST
@requires(KEEP)
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Put an indicator aside."""
    row = stop_watching(indicator_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    return go_to(request, row.get_absolute_url())
