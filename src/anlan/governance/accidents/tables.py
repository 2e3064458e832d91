"""Tables of accident statistics."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.choices import ACCIDENT_TONES, CHANGE_TONES
from anlan.governance.accidents.models import (
    Accident,
    AccidentType,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    FigureChange,
    OutsideDeath,
    StatisticalRule,
)
from anlan.governance.accidents.wording import measure_name
from anlan.kernel.pages import (
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)


class AccidentTable(Table):
    """The register."""

    number = LinkColumn()
    title = LinkColumn(orderable=False)
    occurred_at = MomentColumn()
    region = tables.Column(order_by=("region_id",))
    unit_name = tables.Column(orderable=False)
    domain = tables.Column(orderable=False)
    kind = tables.Column(accessor="kind__name", orderable=False, verbose_name=_("accident type"))
    grade = LevelColumn()
    deaths = NumberColumn(orderable=False)
    serious_injuries = NumberColumn(orderable=False)
    minor_injuries = NumberColumn(orderable=False)
    direct_loss = NumberColumn(orderable=False, decimals=2)
    state = StateColumn(tones=ACCIDENT_TONES, orderable=False)
    cause = tables.Column(orderable=False)
    industry_code = tables.Column(orderable=False)
    department = tables.Column(orderable=False)
    old_kind = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Accident
        fields = (
            "number",
            "title",
            "occurred_at",
            "region",
            "unit_name",
            "domain",
            "kind",
            "grade",
            "deaths",
            "serious_injuries",
            "minor_injuries",
            "direct_loss",
            "state",
            "cause",
            "industry_code",
            "department",
            "old_kind",
        )
        sequence = fields


class ChangeTable(Table):
    """Changes of figures."""

    accident = LinkColumn(orderable=False)
    state = StateColumn(tones=CHANGE_TONES, orderable=False)
    source = tables.Column(orderable=False)
    reason = tables.Column(orderable=False)
    proposed_by = tables.Column(orderable=False)
    changed_at = MomentColumn(orderable=False)
    decided_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = FigureChange
        fields = (
            "accident",
            "state",
            "source",
            "reason",
            "proposed_by",
            "changed_at",
            "decided_by",
        )


class TypeTable(Table):
    """Types of both editions."""

    code = tables.Column(orderable=False)
    name = LinkColumn(orderable=False)
    edition = tables.Column(orderable=False)
    note = tables.Column(orderable=False)
    source = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = AccidentType
        fields = ("code", "name", "edition", "note", "is_verified", "source")


class RuleTable(Table):
    """Rules of counting."""

    title = LinkColumn(orderable=False)
    text = tables.Column(orderable=False)
    value = NumberColumn(orderable=False)
    unit = tables.Column(orderable=False)
    legal_basis = tables.Column(orderable=False)
    is_verified = tables.BooleanColumn(orderable=False)

    class Meta(Table.Meta):
        model = StatisticalRule
        fields = ("title", "text", "value", "unit", "legal_basis", "is_verified")


class DenominatorTable(Table):
    """Yearly figures."""

    year = tables.Column(orderable=False, localize=False)
    kind = LinkColumn(orderable=False)
    value = NumberColumn(orderable=False, decimals=2)
    unit = tables.Column(orderable=False, verbose_name=_("unit of measure"))
    version = tables.Column(orderable=False)
    source = tables.Column(orderable=False)
    recorded_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = Denominator
        fields = ("year", "kind", "value", "unit", "version", "source", "recorded_by")


class TargetTable(Table):
    """Control targets."""

    year = tables.Column(orderable=False, localize=False)
    measure = LinkColumn(orderable=False)
    domain = tables.Column(orderable=False)
    limit = NumberColumn(orderable=False)
    source = tables.Column(orderable=False)
    recorded_by = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = ControlTarget
        fields = ("year", "measure", "domain", "limit", "source", "recorded_by")

    def render_measure(self, value: str, record: ControlTarget) -> str:
        """Say what is limited."""
        return measure_name(value)


class DepartmentTable(Table):
    """What departments counted, beside what the register holds."""

    month = LinkColumn(accessor="code", orderable=False, verbose_name=_("month"))
    domain = tables.Column(orderable=False)
    department = tables.Column(orderable=False)
    accidents = NumberColumn(orderable=False)
    own_accidents = NumberColumn(orderable=False, verbose_name=_("in the register"))
    deaths = NumberColumn(orderable=False)
    own_deaths = NumberColumn(orderable=False, verbose_name=_("deaths in the register"))
    agrees = tables.BooleanColumn(orderable=False, verbose_name=_("they agree"))
    explanation = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = DepartmentFigure
        fields = (
            "month",
            "domain",
            "department",
            "accidents",
            "own_accidents",
            "deaths",
            "own_deaths",
            "agrees",
            "explanation",
        )


class OutsideTable(Table):
    """Deaths outside work."""

    occurred_on = LinkColumn()
    kind = tables.Column(orderable=False)
    region = tables.Column(orderable=False)
    place = tables.Column(orderable=False)
    deaths = NumberColumn(orderable=False)
    rescued = NumberColumn(orderable=False)
    note = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = OutsideDeath
        fields = ("occurred_on", "kind", "region", "place", "deaths", "rescued", "note")
