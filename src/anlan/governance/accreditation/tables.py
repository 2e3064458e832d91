"""Lists of demonstration units and their kinds."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.choices import CASE_TONES, KIND_TONES
from anlan.governance.accreditation.models import Case, Kind
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge


class CaseState(StateColumn):
    """The state, red when a day has passed."""

    def render(self, value: Any, bound_column: Any, record: Any) -> Any:
        """Draw the badge."""
        return state_badge(record.state_label, record.tone)

    def value(self, value: Any, **more: Any) -> Any:
        """Export the same words."""
        return more["record"].state_label


class CaseTable(Table):
    """The register of demonstration units 示范单位台账."""

    unit_name = LinkColumn()
    kind = tables.Column(orderable=False)
    level = tables.Column(
        accessor="kind__get_level_display",
        verbose_name=pgettext_lazy("accreditation", "named by"),
        orderable=False,
    )
    region = tables.Column(orderable=False)
    state = CaseState(tones=CASE_TONES, orderable=False)
    score = NumberColumn(orderable=False)
    number = tables.Column(orderable=False)
    awarded_on = MomentColumn(style="day")
    valid_until = MomentColumn(style="day")
    recheck_on = MomentColumn(style="day")
    organisation = tables.Column(orderable=False)
    office = tables.Column(orderable=False)
    exited_on = MomentColumn(style="day", orderable=False)
    outcome = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Case
        fields = (
            "unit_name",
            "kind",
            "level",
            "region",
            "state",
            "score",
            "number",
            "awarded_on",
            "valid_until",
            "recheck_on",
            "organisation",
            "office",
            "exited_on",
            "outcome",
        )


class KindTable(Table):
    """Kinds with level, applicants, pass mark, validity and basis."""

    name = LinkColumn(orderable=False)
    version = NumberColumn(orderable=False)
    level = tables.Column(orderable=False)
    applicant_words = tables.Column(
        verbose_name=pgettext_lazy("accreditation", "who may apply"), orderable=False
    )
    state = StateColumn(tones=KIND_TONES, orderable=False)
    lead = tables.Column(orderable=False)
    pass_mark = NumberColumn(orderable=False)
    validity_months = NumberColumn(orderable=False)
    recheck_months = NumberColumn(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)
    basis = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Kind
        fields = (
            "name",
            "version",
            "level",
            "applicant_words",
            "state",
            "lead",
            "pass_mark",
            "validity_months",
            "recheck_months",
            "is_verified",
            "basis",
        )
