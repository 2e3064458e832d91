"""Lists of installations, filings, duties, commitments, values."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.pages import (
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.templatetags.anlan import state_badge
from anlan.supervision.installations.choices import COMMITMENT_TONES, FILING_TONES
from anlan.supervision.installations.models import (
    Commitment,
    DutyTask,
    Filing,
    Installation,
    StandardValue,
)


class InstallationTable(Table):
    """One line a unit."""

    name = LinkColumn()
    enterprise = tables.Column(order_by=("enterprise_id",))
    grade = LevelColumn()
    s_index = NumberColumn(decimals=2, orderable=False)
    r_index = NumberColumn(decimals=2, orderable=False)
    undecided = NumberColumn(orderable=False)
    filed_until = MomentColumn(style="day")
    assessed_on = MomentColumn(style="day", orderable=False)
    kind = tables.Column(orderable=False)
    state = StateColumn(orderable=False)

    class Meta(Table.Meta):
        model = Installation
        fields = (
            "name",
            "code",
            "enterprise",
            "kind",
            "grade",
            "s_index",
            "r_index",
            "undecided",
            "filed_until",
            "assessed_on",
            "state",
        )


class FilingTable(Table):
    """One line a filing."""

    number = LinkColumn(accessor="label")
    installation = tables.Column(orderable=False)
    grade = LevelColumn(orderable=False)
    state = StateColumn(tones=FILING_TONES)
    assessed_on = MomentColumn(style="day", orderable=False)
    filed_on = MomentColumn(style="day", orderable=False)
    valid_to = MomentColumn(style="day", orderable=False)

    class Meta(Table.Meta):
        model = Filing
        fields = (
            "number",
            "installation",
            "grade",
            "state",
            "trigger",
            "assessed_on",
            "filed_on",
            "valid_to",
        )


class DutyTable(Table):
    """One line a duty of a period."""

    rule = LinkColumn(orderable=False)
    installation = tables.Column(orderable=False)
    responsible = tables.Column(orderable=False)
    due_on = MomentColumn(style="day")
    state = tables.Column()
    done_at = MomentColumn(orderable=False)
    done_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = DutyTask
        fields = ("rule", "installation", "responsible", "due_on", "state", "done_at", "done_by")

    def render_state(self, record: DutyTask) -> Any:
        """Overdue is said before to do."""
        return state_badge(record.status)

    def value_state(self, record: DutyTask) -> str:
        """Export the word."""
        return record.status["label"]


class CommitmentTable(Table):
    """One line an enterprise's day."""

    enterprise = LinkColumn(orderable=False)
    on = MomentColumn(style="day")
    state = StateColumn(tones=COMMITMENT_TONES)
    level = LevelColumn(orderable=False)
    running = NumberColumn(orderable=False)
    maintenance = NumberColumn(orderable=False)
    operations_total = NumberColumn(
        verbose_name=_("special operations"), orderable=False, empty_values=()
    )
    contractor_people = NumberColumn(orderable=False)
    signed_by = tables.Column(orderable=False)
    signed_at = MomentColumn(orderable=False)
    is_late = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = Commitment
        fields = (
            "enterprise",
            "on",
            "state",
            "level",
            "running",
            "maintenance",
            "operations_total",
            "contractor_people",
            "signed_by",
            "signed_at",
            "is_late",
        )

    def render_is_late(self, value: bool) -> Any:
        """Say late or a dash."""
        return (
            state_badge({"label": pgettext_lazy("commitment", "late"), "tone": "overdue"})
            if value
            else "—"
        )

    def value_is_late(self, value: bool) -> str:
        """Export yes or no."""
        return str(_("yes") if value else _("no"))


class StandardValueTable(Table):
    """One line a row of the standard."""

    name = LinkColumn(orderable=False)
    threshold_t = NumberColumn(unit="t", orderable=False)
    beta = NumberColumn(orderable=False)
    alpha = NumberColumn(orderable=False)
    value = NumberColumn(orderable=False)
    table = tables.Column(orderable=False)
    clause = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(
        verbose_name=pgettext_lazy("value", "verified"), orderable=False
    )

    class Meta(Table.Meta):
        model = StandardValue
        fields = (
            "table",
            "symbol",
            "name",
            "cas",
            "threshold_t",
            "beta",
            "alpha",
            "value",
            "condition",
            "clause",
            "source",
            "is_verified",
        )

    def render_is_verified(self, value: bool) -> Any:
        """Say confirmed or not."""
        label, tone = (_("confirmed"), "done") if value else (_("not confirmed"), "waiting")
        return state_badge({"label": label, "tone": tone})

    def value_is_verified(self, value: bool) -> str:
        """Export yes or no."""
        return str(_("yes") if value else _("no"))
