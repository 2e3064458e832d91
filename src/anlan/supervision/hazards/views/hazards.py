"""The list of hazards, and the hazard with everything about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of, store_upload
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError
from anlan.kernel.pages import (
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.hazards.choices import (
    OPEN_STATES,
    STATE_TONES,
    HazardLevel,
    HazardState,
)
from anlan.supervision.hazards.filters import FACETS, HazardFilter
from anlan.supervision.hazards.forms import PhotoForm
from anlan.supervision.hazards.guards import blocked_for, missing_fixes
from anlan.supervision.hazards.models import Hazard, TipOffReporter
from anlan.supervision.hazards.permissions import (
    DUAL_REPORT,
    IMPORT,
    LIST,
    NOTIFY,
    RECTIFY,
    REGRADE,
    REPORT,
    REQUEST_EXTENSION,
    REVIEW,
    SUSPEND,
    TRACE,
    TRANSFER,
    VIEW,
    VIEW_REPORTER,
)
from anlan.supervision.hazards.services.intake import photo_subjects
from anlan.supervision.hazards.services.rectification import (
    accept_rectification,
    cancel_hazard,
    return_acceptance,
    return_review,
    review_rectification,
)
from anlan.supervision.hazards.services.reporting import reject_hazard, reveal_reporter
from anlan.supervision.hazards.services.requests import (
    dismiss_dispute,
    dispute_hazard,
    uphold_dispute,
)
from anlan.supervision.hazards.states import HAZARD
from anlan.supervision.hazards.tables import HazardTable
from anlan.supervision.hazards.views.panels import hazard_panels

OPEN = Q(state__in=[str(state) for state in OPEN_STATES])
TO_RECTIFY = (HazardState.VERIFIED, HazardState.RECTIFYING)
TO_REVIEW = (HazardState.SUBMITTED, HazardState.REVIEWED)


def mine_to_rectify(actor: Actor) -> Q:
    """What this person, or his organisation, must rectify."""
    own = Q(responsible_id=actor.person_id) if actor.person_id else Q(pk__in=())
    if actor.organisation_id is not None:
        own |= Q(organisation_id=actor.organisation_id)
    return own & Q(state__in=[str(state) for state in TO_RECTIFY])


def mine_to_review(actor: Actor) -> Q:
    """What waits for the eyes of somebody who did not rectify it."""
    return Q(state__in=[str(state) for state in TO_REVIEW]) & ~Q(rectified_by_id=actor.id)


def overdue(actor: Actor) -> Q:
    """What should have been rectified by now."""
    return Q(
        state__in=[str(HazardState.VERIFIED), str(HazardState.RECTIFYING), "disputed"],
        due_at__lt=clock.now(),
    )


class HazardListPage(ListPage):
    """All hazards of one's area."""

    model = Hazard
    table_class = HazardTable
    filterset_class = HazardFilter
    facets = FACETS
    saved_filters: ClassVar = (
        SavedFilter("open", pgettext_lazy("hazards", "Open"), OPEN),
        SavedFilter("rectify", gettext_lazy("Mine to rectify"), mine_to_rectify, counted=True),
        SavedFilter("review", gettext_lazy("Mine to review"), mine_to_review, counted=True),
        SavedFilter("overdue", gettext_lazy("Overdue"), overdue, counted=True, level=1),
        SavedFilter(
            "major",
            gettext_lazy("Major"),
            OPEN & Q(level=HazardLevel.MAJOR),
            counted=True,
            level=1,
        ),
        SavedFilter("listed", gettext_lazy("Listed"), Q(is_listed=True), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Title, pinyin, number or place")
    select_related = (
        "region",
        "enterprise",
        "category",
        "sector",
        "department",
        "responsible",
    )
    hidden_columns = (
        "region",
        "source",
        "sector",
        "department",
        "responsible",
        "recurrence_count",
        "closed_at",
        "category",
    )
    create_url_name = "hazards:report"
    create_permission = REPORT
    create_label = gettext_lazy("Report a hazard")
    import_url_name = "hazards:import"
    import_permission = IMPORT
    map_layer = "hazards"
    live_topic = "hazards"
    empty_title = gettext_lazy("No hazard here")
    empty_text = gettext_lazy(
        "Self-checks, inspections, tip-offs and patrols of your area appear here."
    )


class HazardPage(ObjectPage):
    """One hazard from the report to the look back."""

    model = Hazard
    template = "hazards/hazard.html"
    machine = HAZARD
    state_tones = STATE_TONES
    select_related = (
        "region",
        "enterprise",
        "category",
        "sector",
        "department",
        "responsible",
        "organisation",
        "relapse_of",
        "recurrence_of",
        "plan",
    )
    breadcrumbs: ClassVar = ((gettext_lazy("Hazards"), "hazards:list"),)
    transition_url_name = "hazards:step"
    transition_forms: ClassVar = {
        "verify": "hazards:verify",
        "assign": "hazards:assign",
        "submit": "hazards:rectify",
        "look_back": "hazards:look_back",
    }
    live_topic = "hazard:{pk}"

    def get_title(self, obj: Hazard) -> str:
        """What is wrong."""
        return obj.title

    def get_subtitle(self, obj: Hazard) -> str:
        """Whose, and where."""
        parts = [str(obj.enterprise) if obj.enterprise_id else "", obj.place, obj.unit_name]
        return " · ".join(part for part in parts if part)

    def number(self, obj: Hazard) -> str:
        """The official number."""
        return obj.number

    def level(self, obj: Hazard) -> int:
        """Red for major, yellow for general."""
        return obj.level

    def holder(self, obj: Hazard) -> Mapping[str, Any] | None:
        """Who must act now."""
        if obj.state in (*TO_RECTIFY, HazardState.DISPUTED) and obj.responsible_id:
            return {"label": str(obj.responsible), "url": ""}
        return {"label": str(obj.department), "url": ""} if obj.department_id else None

    def due(self, obj: Hazard) -> Any:
        """When it is due, while it is open."""
        return obj.due_at if obj.state in (*TO_RECTIFY, HazardState.DISPUTED) else None

    def note(self, obj: Hazard) -> Mapping[str, Any] | None:
        """What must be read first."""
        if obj.is_overdue:
            text = _("The time to rectify has passed; step %(step)d of the escalation.")
            return {"text": text % {"step": obj.escalation_step}, "tone": "danger"}
        if obj.is_major and obj.is_open and (missing := missing_fixes(obj)):
            return {
                "text": _("Major hazard. Still missing of the five fixes: %(list)s.")
                % {"list": "、".join(missing)},
                "tone": "warning",
            }
        if obj.recurrence_count > 1:
            text = _("This has happened %(times)d times here within a year.")
            return {"text": text % {"times": obj.recurrence_count}, "tone": "warning"}
        return None

    def map_url(self, obj: Hazard) -> str:
        """The map at the place."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=hazards"

    def facts(self, obj: Hazard) -> list[dict[str, Any]]:
        """What, where, who, when."""
        reporter = self._reporter_fact(obj)
        return [
            fact_group(
                _("What"),
                fact(_("hazard level"), level=obj.level),
                fact(
                    _("hazard category"),
                    f"{obj.category.get_family_display()} · {obj.category}"
                    if obj.category
                    else None,
                ),
                fact(_("description"), obj.description, wide=True),
                fact(_("source"), obj.get_source_display()),
                fact(_("found at"), at=obj.found_at),
                fact(_("reported by"), obj.reported_by),
                *reporter,
            ),
            fact_group(
                _("Place and responsibility"),
                fact(
                    _("enterprise"),
                    str(obj.enterprise) if obj.enterprise else None,
                    url=obj.enterprise.get_absolute_url() if obj.enterprise else "",
                ),
                fact(_("risk unit"), obj.unit_name),
                fact(_("region"), str(obj.region)),
                fact(_("place"), obj.place),
                fact(_("responsible person"), str(obj.responsible) if obj.responsible else None),
                fact(_("responsible office"), str(obj.department) if obj.department else None),
            ),
            fact_group(
                _("Rectification"),
                fact(_("last day to rectify"), obj.due_on),
                fact(_("what was done"), obj.rectification, wide=True),
                fact(_("rectified by"), obj.rectified_by),
                fact(_("rectified at"), at=obj.rectified_at),
                fact(_("reviewed by"), obj.reviewed_by),
                fact(_("accepted by"), obj.accepted_by),
                fact(_("times returned"), obj.returned_times),
                fact(_("crossed off at"), at=obj.closed_at),
                fact(
                    _("result of the look back"),
                    obj.get_look_back_result_display() if obj.look_back_result else None,
                ),
                *self._links(obj),
            ),
        ]

    def _reporter_fact(self, obj: Hazard) -> list[dict[str, Any]]:
        if not self.actor.has(VIEW_REPORTER) or not (
            policy_of(TipOffReporter).visible(self.actor).filter(hazard=obj).exists()
        ):
            return []
        url = reverse("hazards:reporter", args=[obj.pk])
        return [fact(_("who tipped off"), "***", reveal_url=url)]

    def _links(self, obj: Hazard) -> Iterable[dict[str, Any]]:
        for label, other in (
            (_("relapse of"), obj.relapse_of),
            (_("recurrence of"), obj.recurrence_of),
        ):
            if other is not None:
                yield fact(label, other.number, url=other.get_absolute_url())

    def verbs(self, obj: Hazard) -> list[dict[str, Any]]:
        """Return the buttons; the four-eyes rule blocks with its reason.

        The order to rectify asks for the cause itself, so a missing cause does not block it.
        """
        found = super().verbs(obj)
        for verb in found:
            if verb["name"] == "assign":
                verb["blocked_reason"] = None
            if verb["blocked_reason"] is None:
                verb["blocked_reason"] = blocked_for(obj, verb["name"], self.actor)
        return found

    def own_verbs(self, obj: Hazard) -> Iterable[Verb]:
        """Applications, hand-over, and what the law asks for a major hazard."""
        if not obj.is_open:
            return
        is_rectifying = obj.state == HazardState.RECTIFYING
        offered = (
            ("plan", _("Five fixes"), "hazards:plan", RECTIFY, obj.is_major),
            ("extend", _("Ask for more time"), "hazards:extend", REQUEST_EXTENSION, is_rectifying),
            ("transfer", pgettext("hazard", "Hand over"), "hazards:transfer_new", TRANSFER, True),
            ("regrade", _("Change the level"), "hazards:regrade", REGRADE, True),
            ("notice", _("Give notice"), "hazards:notice", NOTIFY, obj.is_major),
            ("dual", _("Dual report"), "hazards:dual_report", DUAL_REPORT, obj.is_major),
            ("suspend", _("Order a stop"), "hazards:suspend", SUSPEND, obj.is_major),
            (
                "list",
                _("List for supervision"),
                "hazards:list_supervision",
                LIST,
                obj.is_major and not obj.is_listed,
            ),
            ("trace", _("Trace back"), "hazards:trace", TRACE, True),
        )
        for name, label, url_name, permission, is_fit in offered:
            if is_fit and self.rights.can(self.actor, permission, obj):
                yield Verb(name, label, reverse(url_name, args=[obj.pk]), method="get")

    def own_panels(self, obj: Hazard) -> Iterable[dict[str, Any]]:
        """Criteria, plan, photos, clocks, papers, applications and the rest."""
        return hazard_panels(obj, self.actor)

    def describe(self, obj: Hazard) -> dict[str, Any]:
        """Add the photos and, for who may add one, the camera."""
        page = super().describe(obj)
        page["photos"] = [photo for photo in photos_of(obj) if photo.mime.startswith("image/")]
        may_add = obj.is_open and any(
            self.rights.can(self.actor, right, obj) for right in (RECTIFY, REVIEW, REPORT)
        )
        if may_add:
            page["capture"] = {
                "upload_url": reverse("hazards:photo", args=[obj.pk]),
                "label": pgettext("hazard", "Take a photo here"),
            }
        return page


def photos_of(hazard: Hazard) -> list[Any]:
    """Return the files of a hazard and of what it came from, newest first."""
    found: list[Any] = []
    for label, key in photo_subjects(hazard):
        try:
            subject = apps.get_model(label)._default_manager.filter(pk=key).first()
        except (LookupError, ValueError):
            continue
        if subject is not None:
            found += attachments_of(subject)
    return sorted(found, key=lambda one: one.created_at, reverse=True)


class HazardStep(TransitionView):
    """Steps that need no form of their own."""

    model = Hazard
    machine = HAZARD
    id_argument = "hazard_id"
    permission = VIEW
    services: ClassVar = {
        "reject": reject_hazard,
        "review": review_rectification,
        "return_review": return_review,
        "accept": accept_rectification,
        "return_accept": return_acceptance,
        "cancel": cancel_hazard,
        "dispute": dispute_hazard,
        "uphold": uphold_dispute,
        "dismiss": dismiss_dispute,
    }


@require_POST
@requires(VIEW_REPORTER)
def reporter(request: ActorRequest, pk: int) -> HttpResponse:
    """Show who gave the tip-off; the reading is recorded."""
    found = reveal_reporter(hazard_id=pk, actor=request.actor)
    if found["is_anonymous"]:
        return HttpResponse(_("anonymous"), content_type="text/plain; charset=utf-8")
    text = f"{found['name']} {found['phone']}".strip()
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@requires(VIEW)
def photo(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep a photo taken in the page; answers its id and address."""
    hazard = get_visible(Hazard, pk, actor=request.actor)
    rights = policy_of(Hazard)
    if not any(rights.can(request.actor, right, hazard) for right in (RECTIFY, REVIEW, REPORT)):
        rights.require(request.actor, RECTIFY, hazard)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        text = _("The photo did not arrive. Please send it again.")
        return JsonResponse({"detail": text}, status=422)
    given = dict(form.cleaned_data)
    try:
        stored = store_upload(
            uploaded=given.pop("file"), subject=hazard, actor=request.actor, **given
        )
    except DomainError as error:
        fields = getattr(error, "fields", {})
        detail = " ".join(str(message) for message in fields.values()) or str(error)
        return JsonResponse({"detail": detail}, status=error.status)
    return JsonResponse(
        {"id": stored.id, "url": stored.url, "thumbnail_url": stored.url}, status=201
    )
