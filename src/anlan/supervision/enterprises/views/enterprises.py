"""The list of enterprises and the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.organisations.public import list_people_info, reveal_phone
from anlan.kernel.pages import (
    BulkVerb,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.choices import STATUS_TONES
from anlan.supervision.enterprises.filters import FACETS, EnterpriseFilter
from anlan.supervision.enterprises.models import (
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    Licence,
)
from anlan.supervision.enterprises.permissions import CHANGE, CLAIM, CREATE, IMPORT, VIEW
from anlan.supervision.enterprises.services.enterprises import (
    claim_enterprise,
    close_enterprise,
    resume_enterprise,
    suspend_enterprise,
)
from anlan.supervision.enterprises.states import ENTERPRISE
from anlan.supervision.enterprises.tables import EnterpriseTable

#: A licence this close to its last day is shown as running out.
LICENCE_NOTICE_DAYS = 90


class EnterpriseListPage(ListPage):
    """All enterprises of one's area."""

    model = Enterprise
    table_class = EnterpriseTable
    filterset_class = EnterpriseFilter
    facets = FACETS
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("major", gettext_lazy("Major hazards"), Q(is_major_hazard=True), counted=True),
        SavedFilter("red", gettext_lazy("Red risk"), Q(risk_level=1), counted=True, level=1),
        SavedFilter(
            "unclaimed", gettext_lazy("Not claimed"), Q(claimed_region__isnull=True), counted=True
        ),
        SavedFilter(
            "suspended", gettext_lazy("Production suspended"), Q(status="suspended"), counted=True
        ),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, pinyin, initials, credit code or address")
    select_related = ("sector", "region", "claimed_region")
    hidden_columns = ("category", "claimed_region", "address", "updated_at")
    create_url_name = "enterprises:create"
    create_permission = CREATE
    create_label = gettext_lazy("Register an enterprise")
    import_url_name = "enterprises:import"
    import_permission = IMPORT
    map_layer = "enterprises"
    live_topic = "enterprises"
    empty_title = gettext_lazy("No enterprise yet")
    empty_text = gettext_lazy("Every enterprise under supervision in your area has its file here.")
    bulk_verbs = (
        BulkVerb(
            "claim",
            gettext_lazy("Claim for the township"),
            claim_enterprise,
            "enterprise_id",
            CLAIM,
            icon="flag",
        ),
    )


def holding_row(holding: ChemicalHolding) -> dict[str, Any]:
    """A substance with vessel and tonnes."""
    most = f" / {holding.design_quantity_t:g} t" if holding.design_quantity_t is not None else ""
    return {
        "label": holding.chemical.name,
        "url": holding.chemical.get_absolute_url(),
        "where": holding.container,
        "value": f"{holding.quantity_t:g} t{most}",
    }


def expiry_state(days_left: int | None, *, late: str) -> dict[str, str] | None:
    """How a last day stands: passed, near, or nothing to say."""
    if days_left is None:
        return None
    if days_left < 0:
        return {"label": late, "tone": "overdue"}
    if days_left <= LICENCE_NOTICE_DAYS:
        return {"label": _("%(days)s days left") % {"days": days_left}, "tone": "waiting"}
    return None


def licence_row(licence: Licence) -> dict[str, Any]:
    """A licence with its last day."""
    return {
        "label": licence.kind,
        "where": licence.number,
        "value": str(licence.valid_to or ""),
        "state": expiry_state(licence.days_left, late=_("expired")),
    }


def equipment_row(equipment: Equipment) -> dict[str, Any]:
    """Equipment with the day of its next inspection."""
    from anlan.kernel import clock

    due = equipment.next_inspection_on
    days = None if due is None else (due - clock.today()).days
    return {
        "label": equipment.name,
        "where": f"{equipment.get_kind_display()} {equipment.registration_number}",
        "value": str(due or ""),
        "state": expiry_state(days, late=_("inspection overdue")),
    }


class EnterprisePage(ObjectPage):
    """One enterprise, one file."""

    model = Enterprise
    machine = ENTERPRISE
    state_tones = STATUS_TONES
    select_related = ("sector", "region", "organisation", "supervisor", "park", "claimed_region")
    breadcrumbs: ClassVar = ((gettext_lazy("Enterprises"), "enterprises:list"),)
    transition_url_name = "enterprises:transition"
    transition_confirms: ClassVar = {
        "close": gettext_lazy("A closed dossier cannot be opened again.")
    }
    edit_url_name = "enterprises:change"
    edit_permission = CHANGE
    live_topic = "enterprise:{pk}"
    related = (
        RelatedList(
            "chemicals",
            gettext_lazy("Chemicals held"),
            ChemicalHolding,
            lambda rows, obj: rows.filter(enterprise=obj).select_related("chemical"),
            holding_row,
            empty=gettext_lazy("No chemicals are recorded."),
        ),
        RelatedList(
            "licences",
            gettext_lazy("Licences and certificates"),
            Licence,
            lambda rows, obj: rows.filter(enterprise=obj),
            licence_row,
            empty=gettext_lazy("No licences are recorded."),
        ),
        RelatedList(
            "equipment",
            gettext_lazy("Equipment"),
            Equipment,
            lambda rows, obj: rows.filter(enterprise=obj),
            equipment_row,
            empty=gettext_lazy("No equipment is recorded."),
        ),
    )

    def number(self, obj: Enterprise) -> str:
        """The credit code."""
        return obj.uscc

    def get_subtitle(self, obj: Enterprise) -> str:
        """Sector and address."""
        return " · ".join([part for part in (obj.sector.name, obj.address) if part])

    def level(self, obj: Enterprise) -> int:
        """Its risk level."""
        return obj.risk_level

    def map_url(self, obj: Enterprise) -> str:
        """The map at the gate."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=enterprises"

    def facts(self, obj: Enterprise) -> list[dict[str, Any]]:
        """Identity, place, risk."""
        where = f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location is not None else None
        return [
            fact_group(
                _("Risk"),
                fact(_("risk level"), level=obj.risk_level),
                fact(_("major hazard installation"), _("yes") if obj.is_major_hazard else _("no")),
                fact(_("main risks"), "、".join(obj.risk_keywords)),
                fact(_("employees"), obj.employees),
            ),
            fact_group(
                _("Identity"),
                fact(_("unified social credit code"), obj.uscc),
                fact(_("short name"), obj.short_name),
                fact(_("sector"), obj.sector.name),
                fact(pgettext("supervision", "category"), obj.get_category_display()),
                fact(_("industry code"), obj.industry_code),
                fact(_("above designated size"), _("yes") if obj.is_above_scale else _("no")),
                fact(_("established on"), obj.established_on),
            ),
            fact_group(
                _("Place and responsibility"),
                fact(_("region"), str(obj.region)),
                fact(_("address"), obj.address),
                fact(_("coordinates"), where, help="WGS-84"),
                fact(_("park"), str(obj.park) if obj.park else None),
                fact(_("supervising department"), str(obj.supervisor) if obj.supervisor else None),
                fact(
                    _("claimed by"),
                    str(obj.claimed_region) if obj.claimed_region else _("not claimed yet"),
                ),
            ),
        ]

    def own_verbs(self, obj: Enterprise) -> Iterable[Verb]:
        """Claiming, and adding parts of the dossier."""
        if self.rights.can(self.actor, CLAIM, obj) and not obj.is_claimed:
            yield Verb(
                "claim",
                _("Claim for the township"),
                reverse("enterprises:claim", args=[obj.pk]),
                icon="flag",
            )

    def own_panels(self, obj: Enterprise) -> Iterable[dict[str, Any]]:
        """Contacts with a number that is shown on demand; where parts are added."""
        contacts = list(visible(EnterpriseContact, self.actor).filter(enterprise=obj))
        people = list_people_info([c.person_id for c in contacts], self.actor)
        rows = []
        for contact in contacts:
            person = people[contact.person_id]
            rows.append(
                {
                    "id": contact.pk,
                    "kind": contact.get_kind_display(),
                    "name": person.name,
                    "title": person.title,
                    "phone": person.phone,
                    "is_masked": not person.is_phone_full,
                    "reveal_url": reverse("enterprises:reveal_phone", args=[contact.pk]),
                }
            )
        yield {
            "id": "contacts",
            "title": _("Contacts"),
            "count": len(rows),
            "template": "enterprises/_contacts.html",
            "contacts": rows,
        }

    def panels(self, obj: Enterprise) -> list[dict[str, Any]]:
        """Contacts first; each part with the button that adds to it."""
        found = super().panels(obj)
        found.sort(key=lambda panel: panel["id"] != "contacts")
        if self.rights.can(self.actor, CHANGE, obj):
            for panel in found:
                name = {
                    "contacts": "enterprises:add_contact",
                    "chemicals": "enterprises:add_holding",
                    "licences": "enterprises:add_licence",
                    "equipment": "enterprises:add_equipment",
                }.get(panel["id"])
                if name:
                    panel["actions"] = [
                        {"label": _("Add"), "url": reverse(name, args=[obj.pk]), "icon": "plus"}
                    ]
        return found


class EnterpriseTransition(TransitionView):
    """Suspend, resume, close."""

    model = Enterprise
    machine = ENTERPRISE
    id_argument = "enterprise_id"
    services: ClassVar = {
        "suspend": suspend_enterprise,
        "resume": resume_enterprise,
        "close": close_enterprise,
    }


@require_POST
@requires(CLAIM)
def claim(request: ActorRequest, pk: int) -> HttpResponse:
    """Claim one enterprise for its township."""
    from anlan.kernel.pages.base import go_to

    enterprise = claim_enterprise(enterprise_id=pk, actor=request.actor)
    return go_to(request, enterprise.get_absolute_url())


@require_POST
@requires(VIEW)
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the full number of a contact as a link that dials; reading it is audited."""
    contact = get_visible(EnterpriseContact, pk, actor=request.actor)
    phone = reveal_phone(person_id=contact.person_id, actor=request.actor)
    return HttpResponse(format_html('<a href="tel:{0}">{0}</a>', phone))
