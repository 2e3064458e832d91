"""Reports, instructions and doubts between the levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.incidents.public import get_incident
from anlan.command.intake.forms import AnswerForm, InstructionForm
from anlan.command.intake.models import ChainReport, Instruction, ReportDoubt
from anlan.command.intake.permissions import ANSWER, HANDLE, INSTRUCT, SETTLE
from anlan.command.intake.services.below import adopt_figures
from anlan.command.intake.services.doubts import settle_doubt
from anlan.command.intake.services.instructions import answer_instruction, give_instruction
from anlan.command.intake.tables import DoubtTable, InstructionTable, ReportTable
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


class ReportListPage(ListPage):
    """Every report that went up or came from below."""

    model = ChainReport
    table_class = ReportTable
    title = gettext_lazy("Reports between levels")
    live_topic = "intake"
    saved_filters = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("below", gettext_lazy("From below"), Q(is_ours=False)),
        SavedFilter("ours", gettext_lazy("Ours"), Q(is_ours=True)),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    select_related = ("link", "incident")
    ordering = ("-sent_at",)
    hidden_columns = ("is_ours",)
    empty_title = gettext_lazy("No report has gone up or come from below")
    empty_text = gettext_lazy(
        "A submitted report of an incident goes to the superior by itself once his level is "
        "connected."
    )


class InstructionListPage(ListPage):
    """Instructions of the superior, and ours to the level below."""

    model = Instruction
    table_class = InstructionTable
    title = gettext_lazy("Instructions")
    live_topic = "intake"
    saved_filters = (
        SavedFilter(
            "open", gettext_lazy("Without an answer"), Q(answered_at__isnull=True), counted=True
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    select_related = ("link", "incident")
    ordering = ("-given_at",)
    empty_title = gettext_lazy("No instruction waits for an answer")
    empty_text = gettext_lazy(
        "The superior's instructions arrive here with a clock; to the level below one is given on "
        "the page of an incident."
    )


class InstructionPage(ObjectPage):
    """One instruction with its clock and its answer."""

    model = Instruction
    select_related = ("link", "incident")
    breadcrumbs: ClassVar = ((gettext_lazy("Instructions"), "intake:instructions"),)

    def due(self, obj: Instruction) -> Any:
        """Until when it must be answered."""
        if obj.due_at is None:
            return None
        state = "met" if obj.answered_at else ""
        return {"due_at": obj.due_at, "label": _("answer"), "clock_state": state}

    def own_verbs(self, obj: Instruction) -> Iterable[Verb]:
        """Answer."""
        may = self.rights.can(self.actor, ANSWER, obj)
        if may and not obj.is_ours and obj.answered_at is None:
            yield Verb(
                "answer",
                _("Answer"),
                reverse("intake:answer", args=[obj.pk]),
                method="get",
                style="primary",
                icon="send",
            )

    def facts(self, obj: Instruction) -> list[dict[str, Any]]:
        """What is asked, by whom, and what was answered."""
        rows = [
            fact(_("kind"), obj.get_kind_display()),
            fact(_("text"), obj.text, wide=True),
            fact(
                _("given by"),
                f"{obj.given_by} · {obj.link.name}" if not obj.is_ours else obj.given_by,
            ),
            fact(_("given at"), at=obj.given_at),
        ]
        if obj.incident is not None:
            rows.append(fact(_("incident"), str(obj.incident), url=obj.incident.get_absolute_url()))
        groups = [fact_group("", *rows)]
        if obj.answered_at:
            groups.append(
                fact_group(
                    _("Answer"),
                    fact(_("answer"), obj.answer, wide=True),
                    fact(_("answered by"), obj.answered_by),
                    fact(_("answered at"), at=obj.answered_at),
                )
            )
        return groups


class AnswerPage(ChangePage):
    """Answer the superior."""

    model = Instruction
    permission = ANSWER
    form_class = AnswerForm
    submit_label = gettext_lazy("Send the answer")
    success_text = gettext_lazy("The answer goes to the superior; the clock is met.")

    def get_title(self) -> str:
        """To which question."""
        return _("Answer: %(title)s") % {"title": self.obj}

    def save(self, form: Any) -> Instruction:
        """Call the service."""
        return answer_instruction(
            instruction_id=self.obj.pk, answer=form.cleaned_data["answer"], actor=self.actor
        )


class InstructPage(CreatePage):
    """Instruct the level below about an incident."""

    model = Instruction
    permission = INSTRUCT
    form_class = InstructionForm
    submit_label = gettext_lazy("Send to the level below")
    success_text = gettext_lazy("Sent; the clock of the answer runs at the level below.")
    incident: Any = None

    def load(self, **kwargs: Any) -> None:
        """The incident must be visible."""
        self.incident = get_incident(kwargs["incident_id"], self.actor)

    def get_title(self) -> str:
        """About which incident."""
        return _("Instruct the level below: %(title)s") % {"title": self.incident.title}

    def save(self, form: Any) -> Instruction:
        """Call the service."""
        return give_instruction(incident_id=self.incident.id, actor=self.actor, **form.cleaned_data)


class DoubtListPage(ListPage):
    """What is late, missing or contradictory, found by us or by the superior."""

    model = ReportDoubt
    table_class = DoubtTable
    title = gettext_lazy("Doubts about reports")
    live_topic = "intake"
    saved_filters = (
        SavedFilter("open", gettext_lazy("Not settled"), Q(settled_at__isnull=True), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("kind", gettext_lazy("Kind")),)
    select_related = ("link", "incident")
    ordering = ("-found_at",)
    empty_title = gettext_lazy("No report is late, missing or contradicted.")
    empty_text = gettext_lazy(
        "Reports of connected levels are compared with what is known by other ways."
    )


class DoubtPage(ObjectPage):
    """One doubt: what speaks for it, and how it was settled."""

    model = ReportDoubt
    select_related = ("link", "incident")
    breadcrumbs: ClassVar = ((gettext_lazy("Doubts about reports"), "intake:doubts"),)

    def state(self, obj: ReportDoubt) -> Mapping[str, Any]:
        """Open or settled."""
        label = _("settled") if obj.settled_at else obj.get_kind_display()
        return {"label": label, "tone": "done" if obj.settled_at else "overdue"}

    def own_verbs(self, obj: ReportDoubt) -> Iterable[Verb]:
        """Settle ours, explain the superior's."""
        if obj.settled_at is None and self.rights.can(self.actor, SETTLE, obj):
            yield Verb(
                "settle",
                pgettext_lazy("doubt", "Settle") if obj.is_ours else _("Explain to the superior"),
                reverse("intake:settle_doubt", args=[obj.pk]),
                style="primary",
                needs_reason=True,
            )

    def facts(self, obj: ReportDoubt) -> list[dict[str, Any]]:
        """What, who found it, how it was settled."""
        rows = [
            fact(_("kind"), obj.get_kind_display()),
            fact(_("found by"), _("us") if obj.is_ours else obj.link.name),
            fact(_("the other level"), obj.link.name),
            fact(_("found at"), at=obj.found_at),
            fact(_("number of the reporting level"), obj.thread or None),
        ]
        if obj.incident is not None:
            rows.append(fact(_("incident"), str(obj.incident), url=obj.incident.get_absolute_url()))
        if obj.reason:
            rows.append(fact(_("explanation"), obj.reason, wide=True))
        if obj.settled_at:
            rows += [
                fact(_("settled by"), obj.settled_by),
                fact(pgettext_lazy("doubt", "settled at"), at=obj.settled_at),
            ]
        return [fact_group("", *rows)]


@require_POST
@requires(SETTLE)
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Settle or explain a doubt."""
    doubt = settle_doubt(doubt_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    return go_to(request, reverse("intake:doubt", args=[doubt.pk]))


@require_POST
@requires(HANDLE)
def adopt(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the figures of a report from below into our own facts."""
    row = adopt_figures(report_id=pk, actor=request.actor)
    if row.incident is None:
        raise NotVisible
    messages.success(request, _("The figures of the report are ours now."))
    return go_to(request, row.incident.get_absolute_url())
