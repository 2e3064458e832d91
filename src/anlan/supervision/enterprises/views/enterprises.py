"""The list of enterprises and the dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.base.organisations.public import list_people_info, reveal_phone
from anlan.kernel.pages import (
    BulkVerb,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
    hooks,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.choices import CLAIM_TONES, STATUS_TONES
from anlan.supervision.enterprises.filters import FACETS, EnterpriseFilter
from anlan.supervision.enterprises.models import (
    Enterprise,
    EnterpriseContact,
    MergedDossier,
    Park,
    PlantPlan,
    TerritoryClaim,
)
from anlan.supervision.enterprises.permissions import (
    ASSIGN,
    CHANGE,
    CLAIM,
    CREATE,
    IMPORT,
    MERGE,
    VIEW,
)
from anlan.supervision.enterprises.selectors import due_papers, latest_standardisation
from anlan.supervision.enterprises.services.claims import is_refused, refuse_enterprise
from anlan.supervision.enterprises.services.enterprises import (
    claim_enterprise,
    close_enterprise,
    resume_enterprise,
    suspend_enterprise,
)
from anlan.supervision.enterprises.states import ENTERPRISE
from anlan.supervision.enterprises.tables import EnterpriseTable
from anlan.supervision.enterprises.views.parts import related_lists
from anlan.supervision.enterprises.views.timeline import timeline_context


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


#: Groups of the dossier: what stands in which. What other apps add stands under “risk”.
GROUPS: tuple[tuple[str, Any], ...] = (
    ("", gettext_lazy("Overview")),
    ("risk", gettext_lazy("Risk and hazards")),
    ("people", gettext_lazy("People")),
    ("plant", gettext_lazy("Plant and chemicals")),
    ("papers", gettext_lazy("Licences and papers")),
    ("projects", gettext_lazy("Projects")),
    ("plans", gettext_lazy("Plant plans")),
    ("timeline", gettext_lazy("Timeline")),
)
RELATED = related_lists()
#: Entries of the timeline beside the facts; the whole of it has a group of its own.
LATEST = 12


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
    template = "enterprises/dossier.html"

    def get(self, request: Any, pk: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the dossier; the number of a merged one leads to where it went."""
        former = visible(MergedDossier, self.actor).filter(pk=pk).first()
        if former is not None:
            return redirect(former.merged_into.get_absolute_url(), permanent=True)
        self.group = request.GET.get("part", "")
        if self.group not in dict(GROUPS):
            self.group = ""
        return super().get(request, pk, *args, **kwargs)

    def describe(self, obj: Enterprise) -> dict[str, Any]:
        """Only the group that is looked at is fetched."""
        found = super().describe(obj)
        base = obj.get_absolute_url()
        found["groups"] = [
            {
                "label": label,
                "url": f"{base}?part={name}" if name else base,
                "active": name == self.group,
            }
            for name, label in GROUPS
        ]
        found["group"] = self.group
        if self.group == "timeline":
            found |= timeline_context(self.request, obj)
        return found

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

    def note(self, obj: Enterprise) -> Mapping[str, Any] | None:
        """What has run out, first."""
        late = sum(1 for row in due_papers(obj, self.actor) if row.is_over)
        if not late:
            return None
        text = ngettext(
            "%(count)s paper or inspection has run out.",
            "%(count)s papers or inspections have run out.",
            late,
        )
        return {"text": text % {"count": late}, "tone": "danger"}

    def timeline(self, obj: Enterprise) -> list[hooks.TimelineEntry] | None:
        """The latest, beside the facts."""
        if self.group:
            return None
        return hooks.timeline_page(obj, self.actor, hooks.TimelineSpan(LATEST))[0]

    def facts(self, obj: Enterprise) -> list[dict[str, Any]]:
        """Identity, place, risk."""
        if self.group:
            return []
        where = f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location is not None else None
        grade = latest_standardisation(obj, self.actor)
        park = Park.objects.filter(organisation_id=obj.park_id).first() if obj.park_id else None
        former = "、".join(code.code for code in obj.former_codes.all())
        return [
            fact_group(
                _("Risk"),
                fact(_("risk level"), level=obj.risk_level),
                fact(_("major hazard installation"), _("yes") if obj.is_major_hazard else _("no")),
                fact(_("main risks"), "、".join(obj.risk_keywords)),
                fact(_("employees"), obj.employees),
                fact(_("standardisation grade"), str(grade) if grade else None),
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
                fact(_("former codes"), former) if former else fact(_("former codes")),
            ),
            fact_group(
                _("Place and responsibility"),
                fact(_("region"), str(obj.region)),
                fact(_("address"), obj.address),
                fact(_("coordinates"), where, help="WGS-84"),
                fact(
                    _("park"),
                    str(obj.park) if obj.park else None,
                    url=park.get_absolute_url() if park else "",
                ),
                fact(_("supervising department"), str(obj.supervisor) if obj.supervisor else None),
                fact(
                    _("claimed by"),
                    str(obj.claimed_region) if obj.claimed_region else _("not claimed yet"),
                ),
            ),
        ]

    def own_verbs(self, obj: Enterprise) -> Iterable[Verb]:
        """Claiming, refusing, assigning, merging."""
        if not obj.is_claimed:
            refused = is_refused(obj)
            if self.rights.can(self.actor, CLAIM, obj):
                yield Verb(
                    "claim",
                    _("Claim for the township"),
                    reverse("enterprises:claim", args=[obj.pk]),
                    icon="flag",
                )
                if not refused:
                    yield Verb(
                        "refuse",
                        _("Not in our territory"),
                        reverse("enterprises:refuse", args=[obj.pk]),
                        needs_reason=True,
                        icon="x",
                    )
        if self.rights.can(self.actor, CHANGE, obj):
            yield Verb(
                "former_code",
                _("Note a former code"),
                reverse("enterprises:add_former_code", args=[obj.pk]),
                method="get",
                icon="link",
            )
        if self.rights.can(self.actor, ASSIGN, obj):
            yield Verb(
                "assign",
                _("Assign to a township"),
                reverse("enterprises:assign", args=[obj.pk]),
                method="get",
                icon="map-pin",
            )
        if self.rights.can(self.actor, MERGE, obj):
            yield Verb(
                "merge",
                _("Merge with another dossier"),
                reverse("enterprises:merge_choose", args=[obj.pk]),
                method="get",
                icon="refresh",
            )

    def own_panels(self, obj: Enterprise) -> Iterable[dict[str, Any]]:
        """The panels of the group that is looked at."""
        if self.group == "":
            yield self._due(obj)
            yield self._claims(obj)
        if self.group in ("", "people"):
            yield self._contacts(obj)
        if self.group == "plans":
            yield self._plans(obj)

    def _due(self, obj: Enterprise) -> dict[str, Any]:
        rows = [row.as_line() for row in due_papers(obj, self.actor)]
        return {
            "id": "due",
            "title": _("What runs out"),
            "count": len(rows),
            "rows": rows,
            "empty": _("Nothing runs out within 90 days."),
        }

    def _claims(self, obj: Enterprise) -> dict[str, Any]:
        claims = visible(TerritoryClaim, self.actor).filter(enterprise=obj)
        rows = [
            {
                "label": str(claim.region),
                "where": claim.reason or claim.answered_by,
                "at": claim.answered_at or claim.asked_at,
                "state": {
                    "label": claim.get_state_display(),
                    "tone": CLAIM_TONES[claim.state],
                },
            }
            for claim in claims.select_related("region")[:5]
        ]
        clocks = [c for c in deadlines_of(obj) if c.state in ("running", "paused")]
        for clock_info in clocks:
            rows.insert(0, {"label": clock_info.title, "due": clock_info.due_at})
        return {
            "id": "claims",
            "title": _("Territory"),
            "count": None,
            "rows": rows,
            "empty": _("No township was asked yet."),
        }

    def _contacts(self, obj: Enterprise) -> dict[str, Any]:
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
        return {
            "id": "contacts",
            "title": _("Contacts"),
            "count": len(rows),
            "template": "enterprises/_contacts.html",
            "contacts": rows,
        }

    def _plans(self, obj: Enterprise) -> dict[str, Any]:
        plans = visible(PlantPlan, self.actor).filter(enterprise=obj).select_related("attachment")
        return {
            "id": "plan",
            "title": _("Plant plans"),
            "count": plans.count(),
            "template": "enterprises/_plans.html",
            "plans": [
                {
                    "title": plan.title,
                    "url": plan.get_absolute_url(),
                    "picture": reverse("files:download", args=[plan.attachment_id])
                    if plan.attachment_id
                    else "",
                    "residual_m": plan.residual_m,
                    "is_georeferenced": plan.is_georeferenced,
                }
                for plan in plans
            ],
            "wide": True,
        }

    def panels(self, obj: Enterprise) -> list[dict[str, Any]]:
        """The related lists of the group, its own panels, and under “risk” those of other apps."""
        if self.group == "risk":
            own = {panel["id"] for panel in self.own_panels(obj)}
            return [panel for panel in super().panels(obj) if panel["id"] not in own]
        found = [dict(panel) for panel in self.own_panels(obj)]
        for group, related in RELATED:
            if group == self.group and self.actor.has(self._view_of(related.model)):
                found.append(related.describe(obj, self.actor) | {"wide": False})
        if self.rights.can(self.actor, CHANGE, obj):
            for panel in found:
                address = find_url(
                    f"enterprises:add_{ADD_NAMES.get(panel['id'], panel['id'])}", obj.pk
                )
                if address:
                    panel["actions"] = [{"label": _("Add"), "url": address, "icon": "plus"}]
        return found


#: Panels whose parts are added under another name.
ADD_NAMES = {"contacts": "contact"}


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
    enterprise = claim_enterprise(enterprise_id=pk, actor=request.actor)
    return go_to(request, enterprise.get_absolute_url())


@require_POST
@requires(CLAIM)
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that an enterprise is not in one's territory."""
    reason = request.POST.get("reason", "").strip()
    enterprise = refuse_enterprise(enterprise_id=pk, actor=request.actor, reason=reason)
    return go_to(request, enterprise.get_absolute_url())


@require_POST
@requires(VIEW)
def reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the full number of a contact as a link that dials; reading it is audited."""
    contact = get_visible(EnterpriseContact, pk, actor=request.actor)
    phone = reveal_phone(person_id=contact.person_id, actor=request.actor)
    return HttpResponse(format_html('<a href="tel:{0}">{0}</a>', phone))
