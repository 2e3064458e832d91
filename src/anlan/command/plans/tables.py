"""The lists of plans and of texts being read in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.plans.choices import IMPORT_TONES, STATE_TONES
from anlan.command.plans.models import Plan, PlanImport
from anlan.kernel.pages import LinkColumn, MomentColumn, StateColumn, Table


class PlanTable(Table):
    """Plans with kind, version, day of issue and review."""

    name = LinkColumn()
    state = StateColumn(tones=STATE_TONES)

    class Meta(Table.Meta):
        model = Plan
        fields = (
            "name",
            "kind",
            "code",
            "version",
            "issued_on",
            "review_due_on",
            "is_verified",
            "state",
        )
        empty_text = _("No plan yet")


class PlanImportTable(Table):
    """Texts with code, kind, who began and how far they are."""

    name = LinkColumn()
    state = StateColumn(tones=IMPORT_TONES)
    created_at = MomentColumn()

    class Meta(Table.Meta):
        model = PlanImport
        fields = ("name", "code", "kind", "file_name", "started_by", "created_at", "state")
        empty_text = _("No text yet")
