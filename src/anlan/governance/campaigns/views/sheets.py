"""Sheets of units: the list over all forms, filling in, checking; what a unit owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.organisations.public import organisation_names
from anlan.governance.campaigns.checking import Finding, plain, split_paste
from anlan.governance.campaigns.choices import (
    OWED,
    SHEET_TONES,
    ColumnKind,
    RoundState,
    SheetState,
)
from anlan.governance.campaigns.design import Design
from anlan.governance.campaigns.models import Sheet, SheetVersion
from anlan.governance.campaigns.permissions import REPORT, VIEW_SHEET
from anlan.governance.campaigns.selectors.reports import (
    design_of,
    last_rows,
    last_sheet,
    platform_values,
    rows_of,
)
from anlan.governance.campaigns.services import sheets as services
from anlan.governance.campaigns.states import SHEET
from anlan.governance.campaigns.tables import SheetTable
from anlan.governance.campaigns.views.reports import CRUMBS
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, TransitionView
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, require, visible
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Empty rows offered in a list, and rows read from a request at most.
MORE_ROWS, MOST_ROWS = 5, 500


def _units(values: Sequence[str]) -> dict[str, str]:
    """Units in words, for the facet."""
    return {str(pk): name for pk, name in organisation_names(map(int, values)).items()}


class SheetListPage(ListPage):
    """Sheets of all forms one may see."""

    model = Sheet
    table_class = SheetTable
    title = gettext_lazy("Report sheets")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter(
            "check",
            gettext_lazy("Waiting to be checked"),
            Q(state=SheetState.HANDED_IN, round__state=RoundState.OPEN),
            counted=True,
        ),
        SavedFilter(
            "late",
            pgettext_lazy("sheets", "Overdue"),
            lambda _actor: Q(
                state__in=OWED, due_on__lt=clock.today(), round__state=RoundState.OPEN
            ),
            counted=True,
        ),
        SavedFilter(
            "owed",
            gettext_lazy("To be filled in"),
            Q(state__in=OWED, round__state=RoundState.OPEN),
        ),
        SavedFilter("corrected", gettext_lazy("Corrected"), Q(version_count__gt=1)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("state", gettext_lazy("State")),
        Facet("unit", gettext_lazy("Unit"), "unit_id", labels=_units),
    )
    search_fields = ("round__form__name",)
    search_placeholder = gettext_lazy("Name of the form")
    select_related = ("round__form", "unit")
    ordering = ("-due_on", "pk")
    empty_title = gettext_lazy("No sheet here")
    empty_text = gettext_lazy("Sheets come here when a period of a report form opens.")


class SheetPage(ObjectPage):
    """One sheet: filled in on phone and desktop, read by who checks it."""

    model = Sheet
    machine = SHEET
    state_tones = SHEET_TONES
    transition_url_name = "campaigns:sheet_step"
    select_related = ("round__form__office", "unit__region")
    live_topic = ""
    breadcrumbs = CRUMBS
    template = "campaigns/sheet.html"

    def get_title(self, obj: Sheet) -> str:
        """Form and period."""
        return f"{obj.round.form.name} · {obj.round.label}"

    def get_subtitle(self, obj: Sheet) -> str:
        """Whose, until when."""
        return _("%(unit)s · hand in by %(day)s") % {"unit": obj.unit, "day": obj.due_on}

    def note(self, obj: Sheet) -> Mapping[str, Any] | None:
        """Why it came back, or that it is late."""
        if obj.state == SheetState.RETURNED:
            return {
                "text": _("Returned: %(reason)s") % {"reason": obj.return_reason},
                "tone": "danger",
            }
        if obj.is_owed and obj.due_on < clock.today():
            days = (clock.today() - obj.due_on).days
            return {"text": _("Overdue by %(days)d days.") % {"days": days}, "tone": "danger"}
        return None

    def verbs(self, obj: Sheet) -> list[dict[str, Any]]:
        """Handing in stands below the fields, not in the header."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "hand_in"]

    def describe(self, obj: Sheet) -> dict[str, Any]:
        """Add fields, last period and versions."""
        design = design_of(obj.round)
        asked = self.request.GET.get("version", "")
        version = int(asked) if asked.isdigit() else None
        may_fill = self.may_fill(obj) and version is None
        rows = rows_of(obj, design, version)
        if may_fill and not rows:
            rows = [{}]
        return {
            **super().describe(obj),
            **sheet_context(obj, design, [as_typed(row) for row in rows], actor=self.actor),
            "may_fill": may_fill,
            "version": version or obj.version_count,
            "versions": list(
                visible(SheetVersion, self.actor).filter(sheet=obj).order_by("-number")
            ),
            "is_late": obj.is_late,
        }

    def may_fill(self, obj: Sheet) -> bool:
        """Whether this person may hand it in now."""
        return (
            obj.round.state == RoundState.OPEN
            and obj.state != SheetState.ACCEPTED
            and self.rights.can(self.actor, REPORT, obj)
        )

    def post(self, request: Any, pk: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Fill in what was pasted, or hand in; everything wrong is said beside its cell."""
        obj = self.get_object(pk)
        require(self.actor, REPORT, obj)
        design = design_of(obj.round)
        typed = typed_rows(request, design)
        if "paste" in request.POST:
            typed = pasted(design, request.POST.get("block", ""), typed)
            return self.again(obj, design, typed, {}, 200)
        try:
            services.hand_in_sheet(
                sheet_id=obj.pk,
                typed=[row for row in typed if any(row.values())],
                note=request.POST.get("note", ""),
                actor=self.actor,
            )
        except InvalidInput as error:
            return self.again(obj, design, typed, dict(error.fields), 422)
        messages.success(request, _("Handed in. The office checks it."))
        return go_to(request, obj.get_absolute_url())

    def again(
        self,
        obj: Sheet,
        design: Design,
        typed: list[dict[str, str]],
        problems: dict[str, Any],
        status: int,
    ) -> HttpResponse:
        """Show the page with what was typed and what is wrong with it."""
        page = {
            **self.describe(obj),
            **sheet_context(obj, design, typed, actor=self.actor, problems=problems),
            "may_fill": True,
            "note_text": self.request.POST.get("note", ""),
            "problem_note": str(problems.get("note", "")),
            "has_problems": bool(problems),
        }
        context = {"page": page, "object": obj}
        return render_page(self.request, self.template, context, status=status)


def as_typed(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a row as a clerk would type them."""
    return {code: plain(value) for code, value in row.items()}


def typed_rows(request: ActorRequest, design: Design) -> list[dict[str, str]]:
    """Return the rows of the posted fields ``r0_code``."""
    given = request.POST.get("row_count", "1")
    count = min(int(given), MOST_ROWS) if given.isdigit() else 1
    return [
        {
            column.code: request.POST.get(f"r{index}_{column.code}", "").strip()
            for column in design.columns
            if column.kind != ColumnKind.FORMULA
        }
        for index in range(count)
    ]


def pasted(design: Design, block: str, typed: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows filled from a block of a workbook.

    A first line that names columns tells where each cell belongs; a block of two columns whose
    first names columns fills one row downwards; else the order of the form holds.
    """
    lines = split_paste(block)
    columns = [column for column in design.columns if column.kind != ColumnKind.FORMULA]
    by_name = {column.name: column for column in columns}
    if not lines:
        return typed
    downwards = [line for line in lines if len(line) >= 2 and line[0] in by_name]
    if len(downwards) == len(lines) and len(lines) > 1:
        row = {**(typed[0] if typed else {})}
        row.update({by_name[line[0]].code: line[-1] for line in downwards})
        return [row]
    heads = [by_name.get(cell) for cell in lines[0]]
    if any(heads):
        lines = lines[1:]
    else:
        heads = list(columns)
    return [
        {head.code: cell for head, cell in zip(heads, line, strict=False) if head is not None}
        for line in lines[:MOST_ROWS]
    ] or typed


def sheet_context(
    sheet: Sheet,
    design: Design,
    rows: list[dict[str, str]],
    *,
    actor: Any,
    problems: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the cells of a sheet: this period beside the last, errors beside their cell."""
    before = last_sheet(sheet)
    last = [as_typed(row) for row in last_rows(sheet, design)]
    held = platform_values(sheet, design, actor)
    shown = list(rows) or [{}]
    if sheet.round.form.has_many_rows:
        shown += [{} for _ in range(MORE_ROWS)]
    wrong = problems or {}
    return {
        "many": sheet.round.form.has_many_rows,
        "columns": design.columns,
        "last_label": before.round.label if before is not None else "",
        "has_last": before is not None,
        "row_count": len(shown),
        "lines": [
            [
                {
                    "column": column,
                    "name": f"r{index}_{column.code}",
                    "value": plain(held[column.code])
                    if column.code in held
                    else row.get(column.code, ""),
                    "is_held": column.code in held,
                    "last": last[0].get(column.code, "") if len(last) == 1 and index == 0 else "",
                    "problem": str(wrong.get(f"r{index}_{column.code}", "")),
                }
                for column in design.columns
            ]
            for index, row in enumerate(shown)
        ],
    }


class SheetStep(TransitionView):
    """Accepting and returning."""

    model = Sheet
    machine = SHEET
    id_argument = "sheet_id"
    services: ClassVar = {"accept": services.accept_sheet, "return": services.return_sheet}


@require_POST
@requires(VIEW_SHEET)
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Check what is typed at once, without handing it in: the list of what it says."""
    sheet = get_visible(Sheet, pk, actor=request.actor)
    require(request.actor, REPORT, sheet)
    design = design_of(sheet.round)
    typed = [row for row in typed_rows(request, design) if any(row.values())]
    _design, rows, findings = services.read_sheet(sheet, typed, request.actor)
    computed = [
        {"name": column.name, "value": plain(row.get(column.code)), "unit": column.unit}
        for row in rows[:1]
        for column in design.columns
        if column.kind == ColumnKind.FORMULA
    ]
    names = {column.code: column.name for column in design.columns}
    context = {
        "computed": computed if not sheet.round.form.has_many_rows else [],
        "findings": [_said(finding, names) for finding in findings],
    }
    return render_page(request, "campaigns/_check.html", context)


def _said(finding: Finding, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "where": names.get(finding.column, ""),
        "row": finding.row + 1,
        "text": finding.text,
        "is_error": finding.is_error,
        "field": f"r{finding.row}_{finding.column}",
    }
