"""Tables of campaigns."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import (
    CAMPAIGN_TONES,
    ENTRY_TONES,
    FORM_TONES,
    REVIEW_TONES,
    SHEET_TONES,
)
from anlan.governance.campaigns.models import Campaign, ListEntry, ReportForm, Review, Sheet
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table


class CampaignTable(Table):
    """Campaigns with office and period."""

    name = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    state = StateColumn(orderable=False, tones=CAMPAIGN_TONES)
    office = tables.Column(orderable=False)
    starts_on = MomentColumn(orderable=False, style="day")
    ends_on = MomentColumn(orderable=False, style="day")

    class Meta(Table.Meta):
        model = Campaign
        fields = ("name", "kind", "state", "office", "starts_on", "ends_on")
        sequence = fields


class EntryTable(Table):
    """Entries of the two lists."""

    title = LinkColumn(orderable=False)
    kind = tables.Column(orderable=False)
    level = tables.Column(orderable=False)
    unit = tables.Column(orderable=False)
    sub_plan = tables.Column(orderable=False)
    due_on = MomentColumn(style="day")
    state = StateColumn(orderable=False, tones=ENTRY_TONES)
    cleared_on = MomentColumn(orderable=False, style="day")

    class Meta(Table.Meta):
        model = ListEntry
        fields = ("title", "kind", "level", "unit", "sub_plan", "due_on", "state", "cleared_on")
        sequence = fields


class ReviewTable(Table):
    """Scheduling periods."""

    label = LinkColumn(
        accessor="__str__", verbose_name=pgettext_lazy("noun", "period"), orderable=False
    )
    cadence = tables.Column(orderable=False)
    state = StateColumn(orderable=False, tones=REVIEW_TONES)
    held_on = MomentColumn(orderable=False, style="day")

    class Meta(Table.Meta):
        model = Review
        fields = ("label", "cadence", "state", "held_on")
        sequence = fields


class FormTable(Table):
    """Report forms."""

    name = LinkColumn(orderable=False)
    campaign = tables.Column(orderable=False)
    cadence = tables.Column(orderable=False)
    office = tables.Column(orderable=False)
    state = StateColumn(orderable=False, tones=FORM_TONES)

    class Meta(Table.Meta):
        model = ReportForm
        fields = ("name", "campaign", "cadence", "office", "state")
        sequence = fields


class SheetTable(Table):
    """Sheets of units over all forms."""

    form = LinkColumn(accessor="round", verbose_name=_("report form"), orderable=False)
    unit = tables.Column(orderable=False)
    due_on = MomentColumn(style="day")
    handed_in_at = MomentColumn(orderable=False)
    version_count = NumberColumn(orderable=False)
    state = StateColumn(orderable=False, tones=SHEET_TONES)

    class Meta(Table.Meta):
        model = Sheet
        fields = ("form", "unit", "due_on", "handed_in_at", "version_count", "state")
        sequence = fields
