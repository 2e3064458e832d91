"""Report forms: the list, the designer, a form with its periods, a period rolled up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from anlan.governance.campaigns.choices import (
    FORM_TONES,
    OWED,
    ROUND_TONES,
    SHEET_TONES,
    Cadence,
    ColumnKind,
    FormState,
    RuleKind,
    SheetState,
)
from anlan.governance.campaigns.design import read_design
from anlan.governance.campaigns.design_forms import (
    FormHeadForm,
    column_lines,
    read_columns,
    read_rules,
    rule_lines,
    source_choices,
)
from anlan.governance.campaigns.models import Campaign, FormRound, ReportForm, Sheet
from anlan.governance.campaigns.permissions import RUN, VIEW_SHEET
from anlan.governance.campaigns.selectors.reports import roll_up
from anlan.governance.campaigns.selectors.workbooks import to_word, to_workbook
from anlan.governance.campaigns.services import reports as services
from anlan.governance.campaigns.states import FORM, ROUND
from anlan.governance.campaigns.tables import FormTable
from anlan.governance.campaigns.views.campaigns import link
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.pages.exports import FORMATS
from anlan.kernel.policy import get_visible, require, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Report forms"), "campaigns:forms"),)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _campaigns(values: Any) -> dict[str, str]:
    """Campaigns in words, for the facet."""
    return {str(row.pk): row.name for row in Campaign.objects.filter(pk__in=list(values))}


class FormListPage(ListPage):
    """Every report form."""

    model = ReportForm
    table_class = FormTable
    title = gettext_lazy("Report forms")
    template = "campaigns/forms.html"
    live_topic = "campaigns"
    saved_filters: ClassVar = (
        SavedFilter("alive", gettext_lazy("In use"), ~Q(state=FormState.WITHDRAWN)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("campaign", gettext_lazy("Campaign"), "campaign_id", labels=_campaigns),
        Facet("cadence", gettext_lazy("How often")),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("name",)
    search_placeholder = gettext_lazy("Name")
    select_related = ("campaign", "office")
    ordering = ("-created_at", "-pk")
    create_url_name = "campaigns:form_new"
    create_permission = RUN
    create_label = gettext_lazy("Design a form")
    empty_title = gettext_lazy("No report form yet")
    empty_text = gettext_lazy(
        "Design a form once: units fill it in every period, the platform checks and adds up."
    )


class DesignPage(FormPage):
    """Design a form: head, columns, rules; new, or changed for the periods to come."""

    model = ReportForm
    permission = RUN
    form_class = FormHeadForm
    form_takes_actor = True
    template = "campaigns/design.html"
    title = gettext_lazy("Design a report form")
    breadcrumbs = CRUMBS
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the form when it is changed."""
        if "pk" in kwargs:
            self.obj = get_visible(ReportForm, kwargs["pk"], actor=self.actor)
            require(self.actor, RUN, self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """What is kept, else one's own office."""
        if self.obj is None:
            campaign = self.request.GET.get("campaign", "")
            return {
                "office_id": self.actor.organisation_id,
                "cadence": Cadence.MONTH,
                "campaign_id": campaign if campaign.isdigit() else None,
            }
        names = ("name", "campaign_id", "office_id", "cadence", "due_days", "has_many_rows")
        more = ("note", "legal_basis")
        return {
            **{name: getattr(self.obj, name) for name in (*names, *more)},
            "unit_ids": list(self.obj.units.values_list("pk", flat=True)),
        }

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the lines of both tables."""
        posted = self.request.POST if self.request.method == "POST" else None
        design = read_design(self.obj.columns, self.obj.rules) if self.obj is not None else None
        return {
            **super().describe(form),
            "columns": column_lines(design, posted),
            "rules": rule_lines(design, posted),
            "kinds": ColumnKind.choices,
            "rule_kinds": RuleKind.choices,
            "sources": source_choices(),
        }

    def save(self, form: Any) -> ReportForm:
        """Call the service."""
        columns = read_columns(column_lines(None, self.request.POST))
        rules = read_rules(rule_lines(None, self.request.POST), columns)
        return services.save_form(
            form_id=self.obj.pk if self.obj is not None else None,
            columns=columns,
            rules=rules,
            actor=self.actor,
            **form.cleaned_data,
        )


class ReportFormPage(ObjectPage):
    """One form: its design and its periods."""

    model = ReportForm
    machine = FORM
    state_tones = FORM_TONES
    transition_url_name = "campaigns:form_step"
    edit_url_name = "campaigns:design"
    edit_permission = RUN
    select_related = ("campaign", "office")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS

    def get_subtitle(self, obj: ReportForm) -> str:
        """How often, for which campaign."""
        parts = [
            obj.get_cadence_display(),
            obj.campaign.name if obj.campaign else _("routine work"),
        ]
        return " · ".join(str(part) for part in parts)

    def describe(self, obj: ReportForm) -> dict[str, Any]:
        """A withdrawn form is not changed."""
        page = super().describe(obj)
        if obj.state == FormState.WITHDRAWN:
            page["edit_url"] = ""
        return page

    def facts(self, obj: ReportForm) -> list[dict[str, Any]]:
        """Who issues it, who fills it in."""
        units = [str(unit) for unit in obj.units.all()]
        return [
            fact_group(
                _("Report form"),
                fact(_("issuing office"), obj.office),
                fact(_("due so many days after the period"), obj.due_days),
                fact(_("how to fill it in"), obj.note, wide=True),
                fact(_("legal basis"), obj.legal_basis, wide=True),
                fact(
                    _("units that fill it in"),
                    f"{len(units)}：{'、'.join(units)}" if units else None,
                    wide=True,
                ),
            )
        ]

    def own_verbs(self, obj: ReportForm) -> Iterable[Verb]:
        """Open a period before its time."""
        if obj.state == FormState.ISSUED and self.rights.can(self.actor, RUN, obj):
            opening = reverse("campaigns:round_open", args=[obj.pk])
            yield Verb("open", _("Open this period now"), opening, icon="calendar")

    def own_panels(self, obj: ReportForm) -> Iterable[Mapping[str, Any]]:
        """Columns and rules; the periods."""
        design = read_design(obj.columns, obj.rules)
        names = {column.code: column.name for column in design.columns}
        kinds = dict(RuleKind.choices)
        yield {
            "id": "columns",
            "title": _("Columns of the form"),
            "count": len(design.columns),
            "template": "campaigns/_columns.html",
            "columns": [
                {"column": c, "kind": dict(ColumnKind.choices).get(c.kind, c.kind)}
                for c in design.columns
            ],
            "rules": [
                {
                    "kind": kinds.get(rule.kind, rule.kind),
                    "column": names.get(rule.column, rule.column),
                    "others": "、".join(names.get(code, code) for code in rule.others),
                    "rule": rule,
                }
                for rule in design.rules
            ],
        }
        rounds = visible(FormRound, self.actor).filter(form=obj).select_related("form")
        counted = rounds.annotate(
            asked=Count("sheets"),
            came=Count("sheets", filter=~Q(sheets__state__in=OWED)),
        )
        yield {
            "id": "rounds",
            "title": _("Periods"),
            "count": counted.count(),
            "rows": [
                {
                    "label": row.label,
                    "url": row.get_absolute_url(),
                    "where": _("until %(day)s") % {"day": row.due_on},
                    "value": f"{row.came}/{row.asked}",
                    "state": {
                        "label": row.get_state_display(),
                        "tone": ROUND_TONES[row.state],
                    },
                }
                for row in counted[:24]
            ],
            "empty": _("The first period opens seven days before it ends, or at once by hand."),
        }


class FormStep(TransitionView):
    """The steps of a form."""

    model = ReportForm
    machine = FORM
    id_argument = "form_id"
    services: ClassVar = {"issue": services.issue_form, "withdraw": services.withdraw_form}


@require_POST
@requires(RUN)
def open_now(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the present period of a form; a one-off form asks once more."""
    form = get_visible(ReportForm, pk, actor=request.actor)
    found = services.open_present_round(form_id=form.pk, actor=request.actor)
    return go_to(request, found.get_absolute_url())


class RoundPage(ObjectPage):
    """One period: who has handed in, the table rolled up, what goes upward."""

    model = FormRound
    machine = ROUND
    state_tones = ROUND_TONES
    transition_url_name = "campaigns:round_step"
    select_related = ("form", "form__office", "form__campaign")
    live_topic = "campaigns"
    breadcrumbs = CRUMBS
    template = "campaigns/round.html"

    def get_title(self, obj: FormRound) -> str:
        """Form and period."""
        return f"{obj.form.name} · {obj.label}"

    def facts(self, obj: FormRound) -> list[dict[str, Any]]:
        """Days."""
        return [
            fact_group(
                _("Reporting period"),
                fact(_("report form"), obj.form.name, url=obj.form.get_absolute_url()),
                fact(_("to be handed in by"), obj.due_on),
                fact(_("units reminded at"), at=obj.reminded_at)
                if obj.reminded_at
                else fact(_("units reminded at")),
                fact(_("submitted upward at"), at=obj.submitted_at)
                if obj.submitted_at
                else fact(_("submitted upward at")),
                fact(_("submitted upward by"), obj.submitted_by),
            )
        ]

    def own_verbs(self, obj: FormRound) -> Iterable[Verb]:
        """Remind; the two files."""
        if self.rights.can(self.actor, RUN, obj) and obj.sheets.filter(state__in=OWED).exists():
            remind = reverse("campaigns:round_remind", args=[obj.pk])
            yield Verb("remind", _("Remind who is missing"), remind, icon="bell")
        for name, icon in (("xlsx", "file-spreadsheet"), ("docx", "file-text")):
            url = reverse("campaigns:round_file", args=[obj.pk, name])
            yield link(name, name.upper(), url, icon)

    def describe(self, obj: FormRound) -> dict[str, Any]:
        """Add sheets and the rolled-up table of those one may see."""
        sheets = list(
            visible(Sheet, self.actor)
            .filter(round=obj)
            .select_related("unit__region__parent", "round__form")
            .order_by("unit__kind", "unit__code")
        )
        asked = obj.sheets.count()
        today = clock.today()
        return {
            **super().describe(obj),
            "table": roll_up(obj, sheets),
            "is_part": len(sheets) < asked,
            "asked": asked,
            "sheets": [
                {
                    "sheet": row,
                    "state": {"label": row.get_state_display(), "tone": SHEET_TONES[row.state]},
                    "is_late": row.is_late,
                    "days_late": (today - row.due_on).days if row.is_owed else 0,
                }
                for row in sheets
            ],
            "to_check": sum(1 for row in sheets if row.state == SheetState.HANDED_IN),
            "late": sum(1 for row in sheets if row.is_late),
            "corrected": sum(1 for row in sheets if row.is_corrected),
        }


class RoundStep(TransitionView):
    """The steps of a period."""

    model = FormRound
    machine = ROUND
    id_argument = "round_id"
    services: ClassVar = {"submit": services.submit_round, "reopen": services.reopen_round}


@require_POST
@requires(RUN)
def remind(request: ActorRequest, pk: int) -> HttpResponse:
    """Remind who has not handed in."""
    told = services.remind_round(round_id=pk, actor=request.actor)
    messages.success(
        request,
        ngettext("%(n)d person was told.", "%(n)d people were told.", told) % {"n": told},
    )
    return go_to(request, reverse("campaigns:round", args=[pk]))


@requires(VIEW_SHEET)
def round_file(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The rolled-up table as a workbook or a Word paper, of what one may see."""
    if kind not in ("xlsx", "docx"):
        raise NotVisible
    found = get_visible(FormRound, pk, actor=request.actor)
    rows = visible(Sheet, request.actor).filter(round=found)
    sheets = list(rows.select_related("unit__region__parent").order_by("unit__kind", "unit__code"))
    table = roll_up(found, sheets)
    content = to_workbook(found, table) if kind == "xlsx" else to_word(found, table)
    response = HttpResponse(content, content_type=FORMATS["xlsx"] if kind == "xlsx" else WORD)
    response.headers["Content-Disposition"] = f'attachment; filename="round-{found.pk}.{kind}"'
    return response
