"""Claiming, assigning, the registers, and dossiers that may be of one enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.kernel.pages import (
    ActorPage,
    BulkVerb,
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.search_text import ranked
from anlan.supervision.enterprises import tasks
from anlan.supervision.enterprises.choices import ClaimState
from anlan.supervision.enterprises.models import DuplicatePair, Enterprise, TerritoryClaim
from anlan.supervision.enterprises.part_forms import AssignForm, FormerCodeForm
from anlan.supervision.enterprises.part_tables import (
    ClaimTable,
    DuplicateTable,
    reasons_in_words,
)
from anlan.supervision.enterprises.permissions import ASSIGN, CHANGE, CLAIM, MERGE, VIEW
from anlan.supervision.enterprises.services.claims import assign_enterprise, refuse_enterprise
from anlan.supervision.enterprises.services.duplicates import dismiss_duplicate
from anlan.supervision.enterprises.services.enterprises import claim_enterprise
from anlan.supervision.enterprises.services.merging import CHOOSABLE, merge_enterprises
from anlan.supervision.enterprises.services.papers import add_former_code
from anlan.supervision.enterprises.views.parts import register_counts

ENTERPRISES = (gettext_lazy("Enterprises"), "enterprises:list")
DUPLICATES = (gettext_lazy("Possible duplicates"), "enterprises:duplicates")


class ClaimListPage(ListPage):
    """Enterprises that no township has claimed, with the last question and its answer."""

    model = Enterprise
    table_class = ClaimTable
    title = gettext_lazy("Territory claims")
    breadcrumbs = (ENTERPRISES,)
    saved_filters = (
        SavedFilter("open", gettext_lazy("Not claimed"), counted=True),
        SavedFilter(
            "asked", gettext_lazy("Asked"), Q(claims__state=ClaimState.ASKED), counted=True
        ),
        SavedFilter(
            "refused",
            gettext_lazy("Refused, to be assigned"),
            Q(claims__state=ClaimState.REFUSED) & ~Q(claims__state=ClaimState.ASKED),
            level=2,
        ),
    )
    search_fields = ("search_text",)
    select_related = ("region",)
    live_topic = "enterprises"
    empty_title = gettext_lazy("Everything is claimed")
    empty_text = gettext_lazy("New enterprises wait here until their township claims them.")
    bulk_verbs = (
        BulkVerb(
            "claim",
            gettext_lazy("Claim for the township"),
            claim_enterprise,
            "enterprise_id",
            CLAIM,
            icon="flag",
        ),
        BulkVerb(
            "refuse",
            gettext_lazy("Not in our territory"),
            refuse_enterprise,
            "enterprise_id",
            CLAIM,
            needs_reason=True,
            icon="x",
        ),
    )

    def queryset(self) -> Any:
        """Unclaimed ones with the last question."""
        last = TerritoryClaim.objects.filter(enterprise=OuterRef("pk")).order_by("-asked_at", "-pk")
        rows = super().queryset().filter(claimed_region__isnull=True).exclude(status="closed")
        return rows.annotate(
            claim_state=Subquery(last.values("state")[:1]),
            claim_asked_at=Subquery(last.values("asked_at")[:1]),
            claim_reason=Subquery(last.values("reason")[:1]),
        )


class AssignPage(ChangePage):
    """Assign an enterprise to a township or village."""

    model = Enterprise
    permission = ASSIGN
    title = gettext_lazy("Assign to a township")
    breadcrumbs = (ENTERPRISES,)
    form_class = AssignForm
    form_takes_actor = True
    success_text = gettext_lazy("The township has been asked.")

    def get_initial(self) -> Mapping[str, Any]:
        """Where it is now."""
        return {"region_code": self.obj.region_id}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the enterprise under the heading."""
        return {**super().describe(form), "subtitle": str(self.obj)}

    def save(self, form: AssignForm) -> Enterprise:
        """Call the service."""
        return assign_enterprise(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class FormerCodePage(ChangePage):
    """Note a former code."""

    model = Enterprise
    permission = CHANGE
    title = gettext_lazy("Note a former code")
    breadcrumbs = (ENTERPRISES,)
    form_class = FormerCodeForm

    def get_initial(self) -> Mapping[str, Any]:
        """Empty."""
        return {}

    def success_url(self, saved: Any) -> str:
        """Back to the dossier."""
        url: str = self.obj.get_absolute_url()
        return url

    def save(self, form: FormerCodeForm) -> Any:
        """Call the service."""
        return add_former_code(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class RegistersPage(ActorPage):
    """All registers of the dossiers with how much of each runs out."""

    model = Enterprise
    permission = VIEW

    def get(self, request: Any) -> HttpResponse:
        """Show the page."""
        page = {
            "title": _("Papers and equipment"),
            "subtitle": _("What the dossiers of one's area hold, and what of it runs out"),
            "breadcrumbs": [{"label": _("Enterprises"), "url": reverse("enterprises:list")}],
            "live_topic": "enterprises",
        }
        context = {"page": page, "registers": register_counts(self.actor)}
        return render_page(request, "enterprises/registers.html", context)


class DuplicateListPage(ListPage):
    """Pairs of dossiers that may be of one enterprise."""

    model = DuplicatePair
    table_class = DuplicateTable
    title = gettext_lazy("Possible duplicates")
    breadcrumbs = (ENTERPRISES,)
    template = "enterprises/duplicates.html"
    saved_filters = (
        SavedFilter("open", gettext_lazy("Open"), Q(dismissed_at__isnull=True), counted=True),
        SavedFilter("dismissed", gettext_lazy("Two enterprises"), Q(dismissed_at__isnull=False)),
    )
    search_fields = ("first__search_text", "second__search_text")
    select_related = ("first", "second")
    ordering = ("-score", "pk")
    empty_title = gettext_lazy("No possible duplicates")
    empty_text = gettext_lazy(
        "Dossiers are compared every night by code, name, address, place and phone."
    )


class MergePage(ObjectPage):
    """Two dossiers side by side; the officer chooses whose value survives."""

    model = Enterprise
    permission = MERGE
    breadcrumbs = (ENTERPRISES, DUPLICATES)

    def get(self, request: Any, pk: Any, other: int | None = None, **kwargs: Any) -> HttpResponse:
        """Show the two; without the other, ask for it."""
        survivor = get_visible(Enterprise, pk, actor=self.actor)
        self.rights.require(self.actor, MERGE, survivor)
        if other is None:
            return self._choose(request, survivor)
        return self._compare(request, survivor, get_visible(Enterprise, other, actor=self.actor))

    def post(self, request: Any, pk: Any, other: int | None = None) -> HttpResponse:
        """Merge."""
        taken = tuple(name for name in CHOOSABLE if request.POST.get(f"take_{name}", "") == "other")
        merged = merge_enterprises(
            survivor_id=pk,
            other_id=other or 0,
            actor=self.actor,
            reason=request.POST.get("reason", ""),
            take_from_other=taken,
        )
        messages.success(request, _("The dossiers are merged."))
        return go_to(request, merged.get_absolute_url())

    def _choose(self, request: Any, survivor: Enterprise) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        found: list[Any] = []
        if text:
            rows = ranked(visible(Enterprise, self.actor), text, name="name")
            found = list(rows.exclude(pk=survivor.pk)[:20])
        pairs = visible(DuplicatePair, self.actor).filter(
            Q(first=survivor) | Q(second=survivor), dismissed_at__isnull=True
        )
        likely = [
            {
                "enterprise": pair.second if pair.first_id == survivor.pk else pair.first,
                "reasons": reasons_in_words(pair.reasons),
            }
            for pair in pairs.select_related("first", "second")
        ]
        page = {
            "title": _("Merge with another dossier"),
            "subtitle": str(survivor),
            "breadcrumbs": self.get_breadcrumbs(),
        }
        context = {
            "page": page,
            "object": survivor,
            "likely": likely,
            "found": found,
            "text": text,
        }
        return render_page(request, "enterprises/merge_choose.html", context)

    def _compare(self, request: Any, survivor: Enterprise, other: Enterprise) -> HttpResponse:
        rows = []
        for name in CHOOSABLE:
            field: Any = Enterprise._meta.get_field(name)
            values = [_shown(side, name) for side in (survivor, other)]
            is_empty = not values[0] and bool(values[1])
            rows.append(
                {
                    "name": name,
                    "label": field.verbose_name,
                    "values": values,
                    "differs": values[0] != values[1],
                    "other_first": is_empty,
                }
            )
        first, second = sorted((survivor.pk, other.pk))
        pair = visible(DuplicatePair, self.actor).filter(first_id=first, second_id=second).first()
        page = {
            "title": _("Merge two dossiers"),
            "subtitle": f"{survivor} ← {other}",
            "breadcrumbs": self.get_breadcrumbs(),
        }
        context = {
            "page": page,
            "survivor": survivor,
            "other": other,
            "rows": rows,
            "pair": pair,
            "reasons": reasons_in_words(pair.reasons) if pair else "",
            "swap_url": reverse("enterprises:merge", args=[other.pk, survivor.pk]),
        }
        return render_page(request, "enterprises/merge.html", context)


def _shown(enterprise: Enterprise, name: str) -> str:
    display = getattr(enterprise, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    value: Any = getattr(enterprise, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "、".join(value)
    if name == "location":
        return f"{value.x:.6f}, {value.y:.6f}"
    return str(value)


class DuplicatePage(ObjectPage):
    """A pair leads to the two dossiers side by side."""

    model = DuplicatePair

    def get(self, request: Any, pk: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The first dossier is proposed as the surviving one."""
        pair = self.get_object(pk)
        return go_to(request, reverse("enterprises:merge", args=[pair.first_id, pair.second_id]))


@require_POST
@requires(MERGE)
def dismiss(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that two dossiers are of two enterprises."""
    dismiss_duplicate(
        pair_id=pk, actor=request.actor, reason=request.POST.get("reason", "").strip()
    )
    messages.success(request, _("Noted: these are two enterprises."))
    return go_to(request, reverse("enterprises:duplicates"))


@require_POST
@requires(MERGE)
def search_now(request: ActorRequest) -> HttpResponse:
    """Compare the dossiers now, in the background."""
    tasks.search_duplicates.defer_once("enterprises.search_duplicates")
    messages.success(request, _("The dossiers are being compared; the list fills in a moment."))
    return go_to(request, reverse("enterprises:duplicates"))
