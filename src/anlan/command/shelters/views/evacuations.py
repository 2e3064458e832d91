"""Evacuations: order one for an incident, watch it, check off at the door, provide, return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.command.incidents.public import get_incident
from anlan.command.shelters.choices import EVACUATION_TONES, OUTCOME_TONES, STAYED, Outcome
from anlan.command.shelters.forms import CheckForm, OrderForm, ReliefForm
from anlan.command.shelters.models import Evacuation, EvacuationHousehold
from anlan.command.shelters.permissions import CHECK, ORDER, VIEW_EVACUATION
from anlan.command.shelters.public import list_shelters
from anlan.command.shelters.selectors.evacuations import listed_townships, totals_of
from anlan.command.shelters.services.evacuations import (
    check_household,
    finish_evacuation,
    order_evacuation,
    record_relief,
    return_home,
)
from anlan.command.shelters.states import EVACUATION
from anlan.command.shelters.tables import EvacuationTable
from anlan.kernel.errors import DomainError, InvalidInput
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    Facet,
    FormPage,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, policy_of, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires, wanted_blocks

CRUMBS = ((gettext_lazy("Evacuation"), "shelters:evacuations"),)


class EvacuationListPage(ListPage):
    """Evacuations of one's area."""

    model = Evacuation
    table_class = EvacuationTable
    title = gettext_lazy("Evacuation")
    saved_filters: ClassVar = (
        SavedFilter(
            "running", pgettext_lazy("evacuation", "Under way"), ~Q(state="returned"), counted=True
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("state", gettext_lazy("State")),)
    select_related = ("region", "incident")
    ordering = ("-ordered_at",)
    live_topic = "evacuations"
    empty_title = gettext_lazy("Nobody is being moved")
    empty_text = gettext_lazy(
        "An evacuation is ordered from the page of an incident. It moves the households on the "
        "standing list of the townships chosen."
    )


class OrderPage(FormPage):
    """Order the moving of townships, from the page of an incident."""

    model = Evacuation
    permission = ORDER
    form_class = OrderForm
    title = gettext_lazy("Order an evacuation")
    submit_label = gettext_lazy("Order it")
    success_text = gettext_lazy("Ordered. Those responsible for the households have been told.")
    breadcrumbs = CRUMBS

    def load(self, **kwargs: Any) -> None:
        """The incident, and the townships that have households on their list."""
        self.incident = get_incident(kwargs["incident_id"], self.actor)
        self.townships = listed_townships(self.actor)
        self.subtitle = self.incident.title

    def form(self, **data: Any) -> Any:
        """Offer the townships with what moving each means."""
        form = super().form(**data)
        form.fields["regions"].choices = [
            (
                town.code,
                _("%(region)s: %(doors)d households, %(people)d people")
                % {"region": town.name, "doors": town.doors, "people": town.people},
            )
            for town in self.townships
        ]
        if not self.townships:
            form.fields["regions"].help_text = _(
                "No household is on the list yet. Import the list of a township first."
            )
        return form

    def save(self, form: Any) -> Any:
        """One evacuation a township."""
        for code in form.cleaned_data["regions"]:
            order_evacuation(
                incident_id=self.incident.id,
                region_code=code,
                within_minutes=form.cleaned_data["within_minutes"],
                actor=self.actor,
            )
        return None

    def success_url(self, saved: Any) -> str:
        """The evacuations under way."""
        return reverse("shelters:evacuations")


def household_row(row: EvacuationHousehold) -> Mapping[str, Any]:
    """A household of an evacuation as a line."""
    return {
        "label": row.household.head_name,
        "where": row.follow_up or row.household.place,
        "value": row.people,
        "holder": row.household.responsible.name if row.household.responsible else "",
        "state": {
            "label": row.get_outcome_display(),
            "tone": OUTCOME_TONES[row.outcome],
        },
        "at": row.checked_at,
    }


def _rows_of(outcomes: Iterable[str]) -> Any:
    wanted = list(outcomes)
    return lambda rows, evacuation: (
        rows.filter(evacuation=evacuation, outcome__in=wanted)
        .select_related("household__responsible")
        .order_by("household__code")
    )


class EvacuationPage(ObjectPage):
    """One township's evacuation: how many, where, who is left, until when."""

    model = Evacuation
    machine = EVACUATION
    state_tones = EVACUATION_TONES
    transition_url_name = "shelters:evacuation_transition"
    select_related = ("region", "incident")
    live_topic = "evacuation:{pk}"
    breadcrumbs = CRUMBS
    related = (
        RelatedList(
            "waiting",
            gettext_lazy("Not checked off yet"),
            EvacuationHousehold,
            _rows_of([Outcome.WAITING]),
            household_row,
            url=lambda obj: reverse("shelters:evacuation_phone", args=[obj.pk]),
            topic="evacuations",
            empty=gettext_lazy("Every household has been checked off."),
        ),
        RelatedList(
            "stayed",
            gettext_lazy("Stayed or not reached"),
            EvacuationHousehold,
            _rows_of(STAYED),
            household_row,
            url=lambda obj: reverse("shelters:evacuation_phone", args=[obj.pk]) + "?show=stayed",
            topic="evacuations",
            empty=gettext_lazy("Nobody refuses, everybody has been reached."),
        ),
    )

    def due(self, obj: Evacuation) -> Any:
        """Until everybody must be out."""
        return obj.due_at if obj.state == "moving" else None

    def facts(self, obj: Evacuation) -> list[dict[str, Any]]:
        """Numbers, then times."""
        totals = totals_of([obj.pk])[obj.pk]
        people = pgettext("unit", "people")
        relief = next((d for d in deadlines_of(obj) if d.rule_code == "shelters.relief"), None)
        return [
            fact_group(
                _("How far it is"),
                fact(_("To be moved"), totals.people, unit=people),
                fact(_("Accounted for"), totals.accounted, unit=people),
                *(
                    fact(label, totals.by_outcome[outcome], unit=people)
                    for outcome, label in Outcome.choices
                ),
                fact(_("Households left"), totals.doors_left),
            ),
            fact_group(
                _("Evacuation"),
                fact(_("Incident"), obj.incident, url=obj.incident.get_absolute_url()),
                fact(_("Ordered by"), obj.ordered_by),
                fact(_("Ordered at"), at=obj.ordered_at),
                fact(_("To be finished by"), at=obj.due_at),
                fact(_("Finished at"), at=obj.finished_at),
                fact(_("Provided for at"), at=obj.relieved_at),
                *(
                    [fact(_("To be provided for by"), at=relief.due_at, source=relief.legal_basis)]
                    if relief is not None and obj.relieved_at is None
                    else []
                ),
                fact(_("What was provided"), obj.relief_note, wide=True),
                fact(_("Returned at"), at=obj.returned_at),
            ),
        ]

    def own_verbs(self, obj: Evacuation) -> Iterable[Verb]:
        """The door-to-door list, and what was provided."""
        yield Verb(
            name="doors",
            label=_("Door by door"),
            url=reverse("shelters:evacuation_phone", args=[obj.pk]),
            method="get",
            icon="list-check",
        )
        may = policy_of(Evacuation).can(self.actor, ORDER, obj)
        if may and obj.relieved_at is None and obj.state != "returned":
            yield Verb(
                name="relief",
                label=_("Record what was provided"),
                url=reverse("shelters:relief", args=[obj.pk]),
                method="get",
            )


class EvacuationTransition(TransitionView):
    """Everybody accounted for; people return."""

    model = Evacuation
    machine = EVACUATION
    services: ClassVar = {"finish": finish_evacuation, "return_home": return_home}
    id_argument = "evacuation_id"


class ReliefPage(ChangePage):
    """What the people in the shelters have been given; meets the clock of relief."""

    model = Evacuation
    form_class = ReliefForm
    permission = ORDER
    breadcrumbs = CRUMBS
    title = gettext_lazy("Record what was provided")

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def save(self, form: Any) -> Evacuation:
        """Call the service."""
        return record_relief(
            evacuation_id=self.obj.pk, note=form.cleaned_data["note"], actor=self.actor
        )


#: What the list at the door shows: name → outcomes.
SHOWN: dict[str, tuple[str, ...]] = {
    "waiting": (Outcome.WAITING,),
    "stayed": tuple(STAYED),
    "left": (Outcome.SHELTERED, Outcome.RELATIVES),
}


def describe_row(row: EvacuationHousehold, *, may: bool) -> dict[str, Any]:
    """A household as a card."""
    return {
        "row": row,
        "household": row.household,
        "tone": OUTCOME_TONES[row.outcome],
        "url": reverse("shelters:check", args=[row.pk]),
        "may": may and row.evacuation.state == "moving",
    }


class DoorsPage(ActorPage):
    """The list on the phone of who goes from door to door: one tap a household."""

    model = Evacuation

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show who is still to be fetched, by village."""
        evacuation = get_visible(Evacuation, pk, actor=self.actor)
        totals = totals_of([evacuation.pk])[evacuation.pk]
        show = request.GET.get("show", "waiting")
        show = show if show in SHOWN else "waiting"
        village = request.GET.get("village", "")
        # A live refresh asks for the totals alone: the cards stay as they are under the thumb.
        wanted = Q() if not wanted_blocks(request) else Q(pk__in=[])
        rows = (
            visible(EvacuationHousehold, self.actor)
            .filter(wanted, evacuation=evacuation)
            .select_related("household__responsible", "household__region", "evacuation", "shelter")
            .order_by("household__code")
        )
        villages = {r.household.region_id: r.household.region.name for r in rows}
        may = self.actor.has(CHECK)
        chosen = [
            row
            for row in rows
            if row.outcome in SHOWN[show] and village in ("", row.household.region_id)
        ]
        page = {
            "title": str(evacuation),
            "back_url": evacuation.get_absolute_url(),
            "due": evacuation.due_at if evacuation.state == "moving" else None,
            "evacuation": evacuation,
            "totals": totals,
            "tabs": [
                (name, label, sum(totals.households[o] for o in SHOWN[name]))
                for name, label in (
                    ("waiting", _("To be fetched")),
                    ("left", _("Left")),
                    ("stayed", _("Stayed")),
                )
            ],
            "show": show,
            "village": village,
            "villages": sorted(villages.items()),
            "cards": [describe_row(row, may=may) for row in chosen],
            "shelters": list_shelters(self.actor, only_open=True),
        }
        return render_page(
            request, "shelters/doors.html", {"page": page, "phone_tabs": phone_tabs()}
        )


def phone_tabs() -> list[dict[str, Any]]:
    """The bottom bar of who goes from door to door."""
    places = (
        (_("Evacuation"), "shelters:evacuations", "users"),
        (_("Shelters"), "shelters:list", "tent"),
        (_("Field work"), "field:app", "device-mobile"),
        (_("Notices"), "notifications:inbox", "bell"),
    )
    return [
        {
            "label": label,
            "url": find_url(name),
            "icon": icon,
            "active": name == "shelters:evacuations",
        }
        for label, name, icon in places
        if find_url(name)
    ]


@require_POST
@requires(VIEW_EVACUATION)
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Take what was told about a household: the card again, or the list."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(fields={name: str(e[0]) for name, e in form.errors.items()})
    problem = ""
    try:
        row = check_household(row_id=pk, actor=request.actor, **form.cleaned_data)
    except DomainError as error:
        if not request.htmx or error.status not in (409, 422):
            raise
        fields = getattr(error, "fields", None) or {}
        problem = " ".join(map(str, fields.values())) or str(error)
        row = get_visible(EvacuationHousehold, pk, actor=request.actor)
    row = EvacuationHousehold.objects.select_related(
        "household__responsible", "household__region", "evacuation", "shelter"
    ).get(pk=row.pk)
    if not request.htmx:
        return go_to(request, reverse("shelters:evacuation_phone", args=[row.evacuation_id]))
    card = describe_row(row, may=True) | {"problem": problem}
    shelters = list_shelters(request.actor, only_open=True)
    return render(request, "shelters/_door.html", {"card": card, "page": {"shelters": shelters}})
