"""Lists of schemes, assessments and appeals."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.assessment.choices import APPEAL_TONES, RUN_TONES, SCHEME_TONES
from anlan.governance.assessment.models import Appeal, Run, Scheme
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class SchemeTable(Table):
    """Schemes with their points."""

    name = LinkColumn(verbose_name=_("name"), orderable=False)
    version = NumberColumn(verbose_name=_("version"), orderable=False)
    year = tables.Column(verbose_name=pgettext_lazy("assessment", "year"), orderable=False)
    subject = tables.Column(verbose_name=pgettext_lazy("assessment", "whom"), orderable=False)
    state = StateColumn(verbose_name=_("state"), tones=SCHEME_TONES, orderable=False)
    full_mark = NumberColumn(verbose_name=_("full mark"), orderable=False)
    items_number = NumberColumn(verbose_name=_("score items"), orderable=False)
    in_force_at = MomentColumn(verbose_name=_("in force since"), orderable=False)

    class Meta(Table.Meta):
        model = Scheme
        fields = (
            "name",
            "subject",
            "year",
            "version",
            "state",
            "items_number",
            "full_mark",
            "in_force_at",
        )
        sequence = fields


class RunTable(Table):
    """Assessments."""

    name = LinkColumn(verbose_name=_("name"), orderable=False)
    kind = tables.Column(verbose_name=_("kind"), orderable=False)
    state = StateColumn(verbose_name=_("state"), tones=RUN_TONES, orderable=False)
    since = tables.DateColumn(
        verbose_name=pgettext_lazy("assessment", "from"), format="Y-m-d", orderable=False
    )
    until = tables.DateColumn(
        verbose_name=pgettext_lazy("assessment", "until"), format="Y-m-d", orderable=False
    )
    units_number = NumberColumn(verbose_name=pgettext_lazy("assessment", "units"), orderable=False)
    scheme = tables.Column(verbose_name=_("scoring scheme"), orderable=False)

    class Meta(Table.Meta):
        model = Run
        fields = ("name", "kind", "state", "since", "until", "units_number", "scheme")
        sequence = fields


class AppealTable(Table):
    """Appeals."""

    item = LinkColumn(verbose_name=_("score item"), accessor="item_result__item", orderable=False)
    unit = tables.Column(
        verbose_name=_("unit"), accessor="item_result__result__who", orderable=False
    )
    run = tables.Column(
        verbose_name=_("assessment"), accessor="item_result__result__run", orderable=False
    )
    state = StateColumn(verbose_name=_("state"), tones=APPEAL_TONES, orderable=False)
    points_before = NumberColumn(verbose_name=_("points before"), orderable=False)
    points_after = NumberColumn(verbose_name=_("points after"), orderable=False)
    filed_at = MomentColumn(verbose_name=_("filed at"), orderable=False)

    class Meta(Table.Meta):
        model = Appeal
        fields = ("item", "unit", "run", "state", "points_before", "points_after", "filed_at")
        sequence = fields
