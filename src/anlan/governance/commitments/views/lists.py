"""The list of commitments, what is owed for periods, unit words, steps."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import OPEN, OWED, WATCHED, PeriodState
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import (
    Commitment,
    EscalationStep,
    ReportingPeriod,
    UnitAlias,
)
from anlan.governance.commitments.permissions import GIVE, REPORT, own_units
from anlan.governance.commitments.tables import (
    AliasTable,
    CommitmentTable,
    PeriodTable,
    StepTable,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import Facet, ListPage, SavedFilter


def mine(actor: Actor) -> Q:
    """What one's unit leads."""
    return Q(lead_id__in=own_units(actor, REPORT), state__in=OPEN)


def due_this_month(actor: Actor) -> Q:
    """Owed and due before the month ends."""
    today = clock.today()
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Q(state__in=WATCHED, deadline__gte=today, deadline__lt=following)


def overdue(actor: Actor) -> Q:
    """Owed and past the deadline."""
    return Q(state__in=WATCHED, deadline__lt=clock.today())


def at_risk(actor: Actor) -> Q:
    """Not late yet, but going to be, or with periods missing."""
    ahead = Q(deadline__isnull=True) | Q(deadline__gte=clock.today())
    return ahead & Q(state__in=WATCHED) & (Q(late_days__gt=0) | Q(missed_periods__gt=0))


TABS = (
    SavedFilter("open", pgettext_lazy("commitments", "Running"), Q(state__in=OPEN), counted=True),
    SavedFilter("mine", pgettext_lazy("commitments", "My unit's"), mine),
    SavedFilter("month", _("Due this month"), due_this_month, counted=True),
    SavedFilter("overdue", pgettext_lazy("commitments", "Overdue"), overdue, counted=True),
    SavedFilter("risk", _("Going to be late"), at_risk, counted=True),
    SavedFilter(
        "returned",
        pgettext_lazy("commitments", "Returned"),
        Q(state__in=(S.DECLINED, S.SENT_BACK)),
        counted=True,
    ),
    SavedFilter("check", _("Waiting for the check"), Q(state=S.REPORTED), counted=True),
    SavedFilter(
        "decision", _("Needs a decision"), Q(needs_decision=True, state__in=OPEN), counted=True
    ),
    SavedFilter("changed", _("Plan has changed"), ~Q(plan_change="")),
    SavedFilter("all", pgettext_lazy("commitments", "All")),
)


class CommitmentListPage(ListPage):
    """Every commitment one may see."""

    template = "commitments/list.html"
    model = Commitment
    table_class = CommitmentTable
    title = _("Tasks and commitments")
    saved_filters: ClassVar = TABS
    facets: ClassVar = (
        Facet("state", pgettext_lazy("commitments", "state")),
        Facet("source", pgettext_lazy("commitments", "source")),
        Facet("source_name", pgettext_lazy("commitment", "comes from")),
        Facet("lead", pgettext_lazy("commitment", "lead unit"), field="lead__name"),
    )
    search_fields = ("search_text",)
    select_related = ("lead",)
    ordering = ("deadline", "pk")
    hidden_columns = (
        "due_at",
        "source_name",
        "quantity",
        "cadence",
        "section",
        "missed_periods",
        "problem",
    )
    live_topic = "commitments"
    create_url_name = "commitments:create"
    create_permission = GIVE
    create_label = _("Give a task")
    empty_title = _("No task here")
    empty_text = _(
        "Tasks come from a confirmed planning document (“Give the plan's tasks”), from campaigns, "
        "supervision orders and meetings, or are given one by one."
    )


class PeriodListPage(ListPage):
    """What is to be reported each month, quarter or year."""

    model = ReportingPeriod
    table_class = PeriodTable
    title = _("Recurring tasks")
    breadcrumbs = ((_("Tasks and commitments"), "commitments:list"),)
    saved_filters: ClassVar = (
        SavedFilter(
            "due",
            _("To be reported"),
            lambda actor: Q(
                state__in=OWED,
                begins_on__lte=clock.today(),
                commitment__state__in=WATCHED,
            ),
            counted=True,
        ),
        SavedFilter(
            "missing",
            pgettext_lazy("reporting period", "Missing"),
            lambda actor: Q(
                state__in=OWED, due_on__lt=clock.today(), commitment__state__in=WATCHED
            ),
            counted=True,
        ),
        SavedFilter(
            "check", _("Waiting for the check"), Q(state=PeriodState.REPORTED), counted=True
        ),
        SavedFilter(
            "late",
            pgettext_lazy("reporting period", "Reported late"),
            Q(reported_on__gt=F("due_on")),
        ),
        SavedFilter("all", pgettext_lazy("reporting period", "All")),
    )
    facets: ClassVar = (
        Facet("state", pgettext_lazy("commitments", "state")),
        Facet("lead", pgettext_lazy("commitment", "lead unit"), field="commitment__lead__name"),
    )
    search_fields = ("commitment__search_text", "label")
    select_related = ("commitment__lead",)
    ordering = ("due_on", "pk")
    live_topic = "commitments"
    empty_title = _("No period here")
    empty_text = _(
        "A task with a cadence such as “each quarter” gets its periods when it is given."
    )


class AliasListPage(ListPage):
    """Which unit word is which organisation."""

    model = UnitAlias
    table_class = AliasTable
    title = _("Unit words of plans")
    breadcrumbs = ((_("Tasks and commitments"), "commitments:list"),)
    search_fields = ("word", "organisation__name")
    select_related = ("organisation",)
    ordering = ("word",)
    create_url_name = "commitments:alias_new"
    create_permission = GIVE
    empty_title = _("No unit word learned yet")
    empty_text = _(
        "When the tasks of a plan are given, a word that names no organisation here is chosen once "
        "and kept in this table."
    )


class StepListPage(ListPage):
    """When who is reminded."""

    model = EscalationStep
    table_class = StepTable
    title = _("Reminders and escalation")
    breadcrumbs = ((_("Tasks and commitments"), "commitments:list"),)
    ordering = ("days", "code")
    empty_title = _("No step is set")
    empty_text = _("The steps come with the platform; load the reference tables.")
