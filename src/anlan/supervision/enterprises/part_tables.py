"""Lists of the parts of dossiers over the county."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge
from anlan.supervision.enterprises.choices import CLAIM_TONES, ClaimState, StageKind
from anlan.supervision.enterprises.models import (
    AgencyService,
    Certificate,
    ChemicalHolding,
    DuplicatePair,
    Enterprise,
    Equipment,
    Insurance,
    Licence,
    Park,
    ProcessUnit,
    Project,
    Standardisation,
)
from anlan.supervision.enterprises.models.paper import days_left

#: From here on a last day is called near. [days]
NEAR_DAYS = 90


def day_state(days: int | None, late: Any = None) -> dict[str, str] | None:
    """How a last day stands: passed, near, or nothing to say."""
    if days is None:
        return None
    if days < 0:
        return {"label": str(late or _("expired")), "tone": "overdue"}
    if days <= NEAR_DAYS:
        text = ngettext("%(days)s day left", "%(days)s days left", days)
        return {"label": text % {"days": days}, "tone": "waiting"}
    return None


class EnterpriseColumn(tables.Column):  # type: ignore[misc]
    """The enterprise, linked to its dossier."""

    def render(self, value: Enterprise) -> Any:
        """Its short name."""
        return format_html(
            '<a href="{}">{}</a>', value.get_absolute_url(), value.short_name or value.name
        )

    def value(self, value: Enterprise) -> str:
        """Its full name."""
        return value.name


class DueColumn(tables.Column):  # type: ignore[misc]
    """A last day, with a badge when it is near or has passed."""

    def render(self, value: Any) -> Any:
        """The day and how it stands."""
        state = day_state(days_left(value))
        badge = state_badge(state["label"], state["tone"]) if state else ""
        return format_html("{} {}", value.isoformat(), badge)

    def value(self, value: Any) -> Any:
        """The day."""
        return value


class CertificateTable(Table):
    """Certificates."""

    number = LinkColumn()
    person = tables.Column(orderable=False)
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    valid_to = DueColumn()
    review_due_on = DueColumn()

    class Meta(Table.Meta):
        model = Certificate
        fields = (
            "number",
            "person",
            "kind",
            "operation",
            "enterprise",
            "issuer",
            "valid_to",
            "review_due_on",
        )


class LicenceTable(Table):
    """Licences."""

    number = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    valid_to = DueColumn()

    class Meta(Table.Meta):
        model = Licence
        fields = ("kind", "number", "enterprise", "issuer", "valid_from", "valid_to")


class StandardisationTable(Table):
    """Standardisation grades."""

    number = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    score = NumberColumn()
    valid_to = DueColumn()

    class Meta(Table.Meta):
        model = Standardisation
        fields = ("number", "grade", "enterprise", "score", "assessor", "valid_to")


class InsuranceTable(Table):
    """Policies."""

    number = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    sum_10k_yuan = NumberColumn(unit=_("10,000 yuan"))
    people = NumberColumn()
    valid_to = DueColumn()

    class Meta(Table.Meta):
        model = Insurance
        fields = ("number", "insurer", "enterprise", "sum_10k_yuan", "people", "valid_to")


class AgencyServiceTable(Table):
    """Agency services."""

    agency_name = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    valid_to = DueColumn()

    class Meta(Table.Meta):
        model = AgencyService
        fields = ("agency_name", "kind", "enterprise", "contract_number", "valid_to")


class EquipmentTable(Table):
    """Equipment."""

    name = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    next_inspection_on = DueColumn()

    class Meta(Table.Meta):
        model = Equipment
        fields = (
            "name",
            "kind",
            "registration_number",
            "enterprise",
            "use",
            "next_inspection_on",
        )


class HoldingTable(Table):
    """The register of dangerous goods."""

    container = LinkColumn()
    chemical = tables.Column(order_by=("chemical_id",))
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    quantity_t = NumberColumn(unit="t")
    design_quantity_t = NumberColumn(unit="t")

    class Meta(Table.Meta):
        model = ChemicalHolding
        fields = (
            "container",
            "chemical",
            "enterprise",
            "container_kind",
            "role",
            "quantity_t",
            "design_quantity_t",
        )


class ProcessTable(Table):
    """Process units."""

    name = LinkColumn()
    process = tables.Column(order_by=("process_id",))
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    hazop_due_on = DueColumn()

    class Meta(Table.Meta):
        model = ProcessUnit
        fields = ("name", "process", "enterprise", "automation", "hazop_due_on")


class ProjectTable(Table):
    """Construction projects with the stage that is next."""

    name = LinkColumn()
    enterprise = EnterpriseColumn(order_by=("enterprise_id",))
    stage = tables.Column(
        verbose_name=_("next stage"), accessor="next_kind", orderable=False, empty_values=()
    )

    class Meta(Table.Meta):
        model = Project
        fields = ("name", "kind", "enterprise", "approval_number", "begun_on", "stage")

    def render_stage(self, value: str | None) -> Any:
        """The stage in words; none is left of an accepted project."""
        return dict(StageKind.choices).get(value or "", _("accepted"))


class ParkTable(Table):
    """Parks."""

    name = LinkColumn()
    region = tables.Column(order_by=("region_id",))
    enterprises = NumberColumn(
        verbose_name=_("enterprises"), accessor="enterprise_count", orderable=False
    )
    rating_due_on = DueColumn()

    class Meta(Table.Meta):
        model = Park
        fields = (
            "name",
            "kind",
            "region",
            "safety_rating",
            "closure",
            "enterprises",
            "rating_due_on",
        )


class DuplicateTable(Table):
    """Possible duplicates."""

    first = LinkColumn(orderable=False)
    second = tables.Column(orderable=False)
    score = NumberColumn(decimals=2)
    reasons = tables.Column(orderable=False)

    class Meta(Table.Meta):
        model = DuplicatePair
        fields = ("first", "second", "score", "reasons")

    def render_reasons(self, value: list[str]) -> str:
        """The signs in words."""
        return reasons_in_words(value)

    def value_reasons(self, value: list[str]) -> str:
        """The signs in words."""
        return reasons_in_words(value)


class ClaimTable(Table):
    """Enterprises that wait for an answer, with the clock of the question."""

    name = LinkColumn()
    region = tables.Column(order_by=("region_id",))
    claim_state = StateColumn(verbose_name=_("state"), orderable=False)
    asked_at = MomentColumn(verbose_name=_("asked at"), accessor="claim_asked_at", orderable=False)
    reason = tables.Column(
        verbose_name=_("reason"), accessor="claim_reason", orderable=False, empty_values=(None, "")
    )

    class Meta(Table.Meta):
        model = Enterprise
        fields = ("name", "uscc", "region", "address", "claim_state", "asked_at", "reason")

    def render_claim_state(self, value: str) -> Any:
        """The state in words."""
        return state_badge(dict(ClaimState.choices)[value], CLAIM_TONES[value])

    def value_claim_state(self, value: str) -> str:
        """The state in words."""
        return str(dict(ClaimState.choices)[value])


SIGNS = {
    "code": _("same organisation code"),
    "former_code": _("a former code of the other"),
    "address": _("same address"),
    "near": _("same place"),
    "phone": _("same phone"),
}


def reasons_in_words(reasons: list[str]) -> str:
    """Why a pair may be one enterprise."""
    words = [str(SIGNS[r]) for r in reasons if r in SIGNS]
    for reason in reasons:
        if reason.startswith("name:"):
            percent = round(float(reason[5:]) * 100)
            words.append(str(_("names alike %(percent)s %%")) % {"percent": percent})
    return "、".join(words)
