"""Yearly figures, targets, figures of departments, deaths outside work, months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.accidents.choices import DENOMINATOR_UNITS, DenominatorKind, FigureVersion
from anlan.governance.accidents.forms import (
    DenominatorForm,
    DepartmentFigureForm,
    OutsideForm,
    TargetForm,
)
from anlan.governance.accidents.models import (
    Accident,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    MonthClose,
    OutsideDeath,
)
from anlan.governance.accidents.permissions import CLOSE, KEEP, RECONCILE, REGISTER, VIEW
from anlan.governance.accidents.selectors.months import MonthRow, month_rows
from anlan.governance.accidents.services import yearly
from anlan.governance.accidents.tables import (
    DenominatorTable,
    DepartmentTable,
    OutsideTable,
    TargetTable,
)
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ChangePage, CreatePage, Facet, ListPage, SavedFilter
from anlan.kernel.pages.base import ActorPage, go_to
from anlan.kernel.requests import ActorRequest, render_page, requires

FIGURES_CRUMB = (gettext_lazy("Accident figures"), "accidents:statistics")
RATES_CRUMB = (gettext_lazy("Death rates and targets"), "accidents:rates")


# Yearly figures and targets ----------------------------------------------------------------------


class DenominatorListPage(ListPage):
    """What rates are divided by."""

    model = Denominator
    table_class = DenominatorTable
    title = gettext_lazy("Yearly figures for rates")
    breadcrumbs = (RATES_CRUMB,)
    facets = (Facet("year", gettext_lazy("year")), Facet("kind", gettext_lazy("kind")))
    ordering = ("-year", "kind", "version")
    live_topic = "accidents"
    create_url_name, create_permission = "accidents:denominator_new", KEEP
    create_label = gettext_lazy("Record a yearly figure")
    empty_title = gettext_lazy("No yearly figure yet")
    empty_text = gettext_lazy("Rates need GDP, employees, vehicles, population and output.")


class DenominatorNewPage(CreatePage):
    """Record a yearly figure."""

    model = Denominator
    permission = KEEP
    form_class = DenominatorForm
    title = gettext_lazy("Record a yearly figure")
    breadcrumbs = (
        RATES_CRUMB,
        (gettext_lazy("Yearly figures for rates"), "accidents:denominators"),
    )
    return_to = "accidents:denominators"

    def get_initial(self) -> Mapping[str, Any]:
        """This year."""
        given = {k: v for k, v in self.request.GET.items() if k in ("year", "kind")}
        return {"year": clock.today().year, "version": FigureVersion.PRELIMINARY, **given}

    def save(self, form: Any) -> Denominator:
        """Call the service."""
        return yearly.record_denominator(actor=self.actor, **form.cleaned_data)


class DenominatorChangePage(ChangePage):
    """Correct a yearly figure."""

    model = Denominator
    permission = KEEP
    form_class = DenominatorForm
    breadcrumbs = (
        RATES_CRUMB,
        (gettext_lazy("Yearly figures for rates"), "accidents:denominators"),
    )
    return_to = "accidents:denominators"

    def get_title(self) -> str:
        """Which."""
        unit = DENOMINATOR_UNITS[DenominatorKind(self.obj.kind)]
        return f"{self.obj}（{unit}）"

    def get_initial(self) -> Mapping[str, Any]:
        """What is there."""
        return {**super().get_initial(), "region_code": self.obj.region_id}

    def save(self, form: Any) -> Denominator:
        """Call the service."""
        return yearly.record_denominator(actor=self.actor, **form.cleaned_data)


class TargetListPage(ListPage):
    """Control targets of the years."""

    model = ControlTarget
    table_class = TargetTable
    title = gettext_lazy("Control targets")
    breadcrumbs = (RATES_CRUMB,)
    facets = (Facet("year", gettext_lazy("year")),)
    ordering = ("-year", "measure", "domain")
    live_topic = "accidents"
    create_url_name, create_permission = "accidents:target_new", KEEP
    create_label = gettext_lazy("Set a control target")
    empty_title = gettext_lazy("No control target yet")
    empty_text = gettext_lazy("Set what the year may not exceed: deaths, accidents, rates.")


class TargetNewPage(CreatePage):
    """Set a target."""

    model = ControlTarget
    permission = KEEP
    form_class = TargetForm
    title = gettext_lazy("Set a control target")
    breadcrumbs = (RATES_CRUMB, (gettext_lazy("Control targets"), "accidents:targets"))
    return_to = "accidents:targets"

    def get_initial(self) -> Mapping[str, Any]:
        """This year."""
        return {"year": clock.today().year}

    def save(self, form: Any) -> ControlTarget:
        """Call the service."""
        return yearly.set_target(actor=self.actor, **form.cleaned_data)


class TargetChangePage(ChangePage):
    """Change a target."""

    model = ControlTarget
    permission = KEEP
    form_class = TargetForm
    breadcrumbs = (RATES_CRUMB, (gettext_lazy("Control targets"), "accidents:targets"))
    return_to = "accidents:targets"

    def get_initial(self) -> Mapping[str, Any]:
        """What is there."""
        return {**super().get_initial(), "region_code": self.obj.region_id}

    def save(self, form: Any) -> ControlTarget:
        """Call the service."""
        return yearly.set_target(actor=self.actor, **form.cleaned_data)


# Departments -------------------------------------------------------------------------------------


def held(total: Any) -> Any:
    """Return the figure of the register for a department's month."""
    rows = (
        Accident.objects.counted()
        .alias(month=TruncMonth("occurred_on"))
        .filter(month=OuterRef("month"), domain=OuterRef("domain"))
        .order_by()
        .values("domain")
        .annotate(n=total)
        .values("n")
    )
    return Coalesce(Subquery(rows), Value(0))


class DepartmentListPage(ListPage):
    """What departments counted beside what the register holds."""

    model = DepartmentFigure
    table_class = DepartmentTable
    title = gettext_lazy("Figures of departments")
    breadcrumbs = (FIGURES_CRUMB,)
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "differ",
            gettext_lazy("They differ"),
            ~Q(accidents=F("own_accidents")) | ~Q(deaths=F("own_deaths")),
        ),
        SavedFilter(
            "unexplained",
            gettext_lazy("Not explained"),
            (~Q(accidents=F("own_accidents")) | ~Q(deaths=F("own_deaths"))) & Q(explanation=""),
        ),
    )
    facets = (Facet("domain", gettext_lazy("field of statistics")),)
    select_related = ("department",)
    ordering = ("-month", "domain")
    live_topic = "accidents"
    create_url_name, create_permission = "accidents:department_figure_new", RECONCILE
    create_label = gettext_lazy("Report a month")
    empty_title = gettext_lazy("No department has reported yet")
    empty_text = gettext_lazy(
        "Police, fire brigade, agriculture and others report each month what they counted; "
        "differences to the register are found here."
    )

    def queryset(self) -> QuerySet[Any]:
        """Add what the register holds."""
        rows = DepartmentFigure.objects.filter(pk__in=super().queryset().values("pk"))
        return rows.select_related("department").annotate(
            own_accidents=held(Count("pk")),
            own_deaths=held(Sum("deaths")),
            agrees=Exists(
                DepartmentFigure.objects.filter(
                    pk=OuterRef("pk"),
                    accidents=OuterRef("own_accidents"),
                    deaths=OuterRef("own_deaths"),
                )
            ),
        )


class DepartmentNewPage(CreatePage):
    """Report a month."""

    model = DepartmentFigure
    permission = RECONCILE
    form_class = DepartmentFigureForm
    form_takes_actor = True
    title = gettext_lazy("Report a month")
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Figures of departments"), "accidents:departments"))
    return_to = "accidents:departments"

    def save(self, form: Any) -> DepartmentFigure:
        """Call the service."""
        return yearly.report_department_figure(actor=self.actor, **form.cleaned_data)


class DepartmentChangePage(ChangePage):
    """Correct or explain a month."""

    model = DepartmentFigure
    permission = RECONCILE
    form_class = DepartmentFigureForm
    form_takes_actor = True
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Figures of departments"), "accidents:departments"))
    return_to = "accidents:departments"

    def save(self, form: Any) -> DepartmentFigure:
        """Call the service."""
        return yearly.report_department_figure(actor=self.actor, **form.cleaned_data)


# Deaths outside work -----------------------------------------------------------------------------


class OutsideListPage(ListPage):
    """Deaths that are no work accident."""

    model = OutsideDeath
    table_class = OutsideTable
    title = gettext_lazy("Deaths outside work")
    breadcrumbs = (FIGURES_CRUMB,)
    facets = (Facet("kind", gettext_lazy("kind")),)
    search_fields = ("place", "note")
    select_related = ("region",)
    ordering = ("-occurred_on", "-pk")
    live_topic = "accidents"
    create_url_name, create_permission = "accidents:outside_new", REGISTER
    create_label = gettext_lazy("Record deaths outside work")
    empty_title = gettext_lazy("Nothing recorded")
    empty_text = gettext_lazy(
        "Carbon monoxide, drowning and fires at home are kept here, apart from work accidents."
    )


class OutsideNewPage(CreatePage):
    """Record deaths outside work."""

    model = OutsideDeath
    permission = REGISTER
    form_class = OutsideForm
    form_takes_actor = True
    title = gettext_lazy("Record deaths outside work")
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Deaths outside work"), "accidents:outside"))
    return_to = "accidents:outside"

    def save(self, form: Any) -> OutsideDeath:
        """Call the service."""
        return yearly.record_outside_death(actor=self.actor, **form.cleaned_data)


class OutsideChangePage(ChangePage):
    """Correct them."""

    model = OutsideDeath
    permission = REGISTER
    form_class = OutsideForm
    form_takes_actor = True
    breadcrumbs = (FIGURES_CRUMB, (gettext_lazy("Deaths outside work"), "accidents:outside"))
    return_to = "accidents:outside"

    def get_initial(self) -> Mapping[str, Any]:
        """What is there."""
        return {**super().get_initial(), "region_code": self.obj.region_id}

    def save(self, form: Any) -> OutsideDeath:
        """Call the service."""
        return yearly.record_outside_death(
            death_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


# Months ------------------------------------------------------------------------------------------


class MonthsPage(ActorPage):
    """The months of two years: their figures, whether closed, what came after the close."""

    model = MonthClose
    permission = VIEW
    title = gettext_lazy("Close of months")
    breadcrumbs = (FIGURES_CRUMB,)

    def get(self, request: Any) -> HttpResponse:
        """Show the months."""
        page = {
            "title": self.title,
            "breadcrumbs": self.get_breadcrumbs(),
            "months": [(row, self.verbs(row)) for row in month_rows(self.actor)],
            "print": True,
        }
        return render_page(request, "accidents/months.html", {"page": page})

    def verbs(self, row: MonthRow) -> list[dict[str, Any]]:
        """Close it, or open it again."""
        if not self.actor.has(CLOSE) or not row.is_over:
            return []
        name = "reopen" if row.is_closed else "close"
        address = reverse(f"accidents:month_{name}", args=[row.first.year, row.first.month])
        return [
            {
                "name": name,
                "label": _("Reopen") if row.is_closed else _("Close the month"),
                "url": address,
                "method": "post",
                "needs_reason": row.is_closed,
                "confirm": "",
                "blocked_reason": None,
            }
        ]


@require_POST
@requires(CLOSE)
def close(request: ActorRequest, year: int, month: int) -> HttpResponse:
    """Close a month."""
    yearly.close_month(month=_first(year, month), actor=request.actor)
    messages.success(request, _("The month is closed; its figures are kept."))
    return go_to(request, reverse("accidents:months"))


@require_POST
@requires(CLOSE)
def reopen(request: ActorRequest, year: int, month: int) -> HttpResponse:
    """Reopen a month."""
    yearly.reopen_month(
        month=_first(year, month),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
    )
    messages.success(request, _("The month is open again."))
    return go_to(request, reverse("accidents:months"))


def _first(year: int, month: int) -> date:
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise NotVisible
    return date(year, month, 1)
