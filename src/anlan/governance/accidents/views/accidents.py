"""The register: its list, the page of an accident, its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.governance.accidents.choices import ACCIDENT_TONES, AccidentState
from anlan.governance.accidents.filters import FACETS, AccidentFilter
from anlan.governance.accidents.models import FIGURES, Accident, FigureChange, HarmedPerson
from anlan.governance.accidents.permissions import CONFIRM, IMPORT, REGISTER
from anlan.governance.accidents.selectors.duplicates import find_duplicates
from anlan.governance.accidents.services import register
from anlan.governance.accidents.states import ACCIDENT
from anlan.governance.accidents.tables import AccidentTable
from anlan.governance.accidents.wording import industry_name
from anlan.kernel import clock
from anlan.kernel.actor import Actor
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
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Register of accidents"), "accidents:list"),)
COUNTED = Q(
    state__in=(AccidentState.CONFIRMED, AccidentState.REMOVAL),
    confirmed_at__isnull=False,
    is_below_threshold=False,
)
WAITING = Q(state__in=(AccidentState.REGISTERED, AccidentState.VERIFIED))


def to_decide(actor: Actor) -> Q:
    """Removals and fewer deaths that wait for somebody's decision."""
    waiting = FigureChange.objects.filter(state="proposed").values("accident_id")
    return Q(state=AccidentState.REMOVAL) | Q(pk__in=waiting)


class AccidentListPage(ListPage):
    """The register of accidents."""

    model = Accident
    table_class = AccidentTable
    title = gettext_lazy("Register of accidents")
    filterset_class = AccidentFilter
    saved_filters: ClassVar = (
        SavedFilter("counted", gettext_lazy("Counted"), COUNTED),
        SavedFilter("waiting", gettext_lazy("To confirm"), WAITING, counted=True),
        SavedFilter("decide", gettext_lazy("To decide on"), to_decide, counted=True, level=2),
        SavedFilter(
            "uncoded",
            gettext_lazy("Type to be chosen"),
            Q(kind__isnull=True) & ~Q(state=AccidentState.REMOVED),
            counted=True,
        ),
        SavedFilter("late", gettext_lazy("Late entries"), Q(is_late=True)),
        SavedFilter("below", gettext_lazy("Loss below the limit"), Q(is_below_threshold=True)),
        SavedFilter("removed", gettext_lazy("Not counted"), Q(state=AccidentState.REMOVED)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = FACETS
    search_fields = ("search_text",)
    select_related = ("region", "kind", "old_kind", "department")
    hidden_columns = (
        "number",
        "region",
        "unit_name",
        "minor_injuries",
        "cause",
        "industry_code",
        "department",
        "old_kind",
    )
    ordering = ("-occurred_at", "-pk")
    live_topic = "accidents"
    create_url_name = "accidents:new"
    create_permission = REGISTER
    create_label = gettext_lazy("Register an accident")
    import_url_name = "accidents:import"
    import_permission = IMPORT
    map_layer = "accidents"
    bulk_verbs = (
        BulkVerb(
            "verify",
            gettext_lazy("Verify"),
            register.verify_accident,
            "accident_id",
            CONFIRM,
        ),
        BulkVerb(
            "confirm",
            gettext_lazy("Confirm for the statistics"),
            register.confirm_accident,
            "accident_id",
            CONFIRM,
        ),
    )
    empty_title = gettext_lazy("No accident here")
    empty_text = gettext_lazy(
        "Register an accident by hand, from the page of its incident, or import a table."
    )


def change_row(change: FigureChange) -> dict[str, Any]:
    """A change of figures as a line."""
    moved = [
        f"{_names()[name]} {change.before.get(name)} → {change.after.get(name)}"
        for name in FIGURES
        if change.before.get(name) != change.after.get(name)
    ]
    return {
        "label": "；".join(moved),
        "url": change.get_absolute_url(),
        "value": change.proposed_by,
        "where": change.reason,
        "state": {"label": change.get_state_display(), "tone": change.tone},
        "at": change.changed_at,
    }


def _names() -> dict[str, str]:
    return {name: str(Accident._meta.get_field(name).verbose_name) for name in FIGURES}  # type: ignore[union-attr]


def person_row(person: HarmedPerson) -> dict[str, Any]:
    """A harmed person as a line; the name is shown by its first character only."""
    words = [
        f"{person.name[:1]}**" if person.name else "",
        str(person.get_sex_display()) if person.sex else "",
        _("%(age)s years old") % {"age": person.age} if person.age is not None else "",
        person.job,
        str(person.get_employment_display()) if person.employment else "",
    ]
    return {
        "label": " · ".join(word for word in words if word) or _("person"),
        "value": person.get_harm_display(),
        "where": _("%(days)s days lost") % {"days": person.days_lost} if person.days_lost else "",
    }


class AccidentPage(ObjectPage):
    """One accident: what happened, its figures, what the rules say of it."""

    model = Accident
    machine, state_tones = ACCIDENT, ACCIDENT_TONES
    transition_url_name = "accidents:step"
    transition_forms: ClassVar = {"propose_removal": "accidents:propose_removal"}
    edit_url_name, edit_permission = "accidents:change", REGISTER
    live_topic = "accident:{pk}"
    breadcrumbs = CRUMBS
    select_related = ("region", "enterprise", "sector", "department", "kind", "old_kind")
    related = (
        RelatedList(
            "changes",
            gettext_lazy("Changes of figures"),
            FigureChange,
            lambda rows, accident: rows.filter(accident=accident),
            change_row,
            empty=gettext_lazy("The figures are those first entered."),
        ),
        RelatedList(
            "persons",
            gettext_lazy("Harmed persons"),
            HarmedPerson,
            lambda rows, accident: rows.filter(accident=accident),
            person_row,
            empty=gettext_lazy("Nobody recorded yet; the statistical form asks for each person."),
        ),
    )

    def get_title(self, obj: Accident) -> str:
        """What happened."""
        return obj.title

    def number(self, obj: Accident) -> str:
        """Its number."""
        return obj.number

    def level(self, obj: Accident) -> int:
        """Its grade."""
        return obj.grade

    def holder(self, obj: Accident) -> Mapping[str, Any] | None:
        """The department in charge."""
        if obj.department is None:
            return None
        return {"label": str(obj.department), "url": obj.department.get_absolute_url()}

    def note(self, obj: Accident) -> Mapping[str, Any] | None:
        """What must be known before the figures are used."""
        if obj.state == AccidentState.REMOVED:
            ground = obj.get_removal_ground_display()
            text = _("Not counted: %(ground)s. %(reason)s (%(document)s)") % {
                "ground": ground,
                "reason": obj.removal_reason,
                "document": obj.removal_document,
            }
            return {"text": text, "tone": "info"}
        if obj.changes.filter(state="proposed").exists():
            return {"text": _("Fewer deaths wait for somebody else's approval."), "tone": "warning"}
        if obj.state == AccidentState.REMOVAL:
            text = _("%(who)s proposes not to count it: %(reason)s (%(document)s)") % {
                "who": obj.removal_by,
                "reason": obj.removal_reason,
                "document": obj.removal_document,
            }
            return {"text": text, "tone": "warning"}
        if obj.is_below_threshold:
            text = _("Nobody was harmed and the loss is below the threshold: kept, not counted.")
            return {"text": text, "tone": "info"}
        if obj.is_late:
            return {"text": _("Entered after the close of its month."), "tone": "info"}
        return None

    def facts(self, obj: Accident) -> list[dict[str, Any]]:
        """What happened, who was harmed, how it is coded, what the rules say."""
        is_open = clock.today() <= obj.period_ends_on
        return [
            fact_group(
                _("What happened"),
                fact(_("occurred at"), at=obj.occurred_at),
                fact(_("region"), obj.region),
                fact(_("place"), obj.address),
                fact(
                    _("unit of the accident"),
                    obj.unit_name,
                    url=obj.enterprise.get_absolute_url() if obj.enterprise is not None else "",
                ),
                fact(_("kind of unit"), obj.get_unit_type_display()),
                fact(
                    _("industry"),
                    f"{obj.industry_code} {industry_name(obj.industry_code)}"
                    if obj.industry_code
                    else "",
                ),
                fact(_("sector"), obj.sector),
                fact(_("field of statistics"), obj.get_domain_display()),
                fact(
                    _("incident"),
                    _("figures follow the incident") if obj.incident_id else "",
                    url=reverse("incidents:incident", args=[obj.incident_id])
                    if obj.incident_id
                    else "",
                ),
                fact(_("brief course"), obj.course, wide=True),
            ),
            fact_group(
                _("Harm"),
                *(fact(words, getattr(obj, name)) for name, words in _names().items()),
                fact(_("working days lost"), obj.days_lost),
                fact(
                    _("figures may change until"),
                    obj.period_ends_on,
                    help=_("the period runs") if is_open else _("the period is over"),
                    url=f"{reverse('accidents:rules')}",
                ),
            ),
            fact_group(
                _("Coding"),
                fact(
                    _("accident type"),
                    obj.kind.name if obj.kind is not None else "",
                    url=obj.kind.get_absolute_url() if obj.kind is not None else "",
                    help=str(obj.get_coded_by_display()),
                ),
                fact(_("first inducing cause"), obj.first_cause, wide=True),
                fact(_("old type"), obj.old_kind.name if obj.old_kind is not None else ""),
                fact(_("direct cause"), obj.get_cause_display() if obj.cause else ""),
            ),
            fact_group(
                _("Registration"),
                fact(_("registered by"), obj.registered_by),
                fact(_("registered at"), at=obj.registered_at),
                fact(_("confirmed by"), obj.confirmed_by),
                fact(_("confirmed at"), at=obj.confirmed_at),
                fact(
                    _("counts in"),
                    f"{obj.occurred_on:%Y-%m}" if obj.is_counted else _("not counted"),
                ),
            ),
        ]

    def verbs(self, obj: Accident) -> list[dict[str, Any]]:
        """Of the two ways to refuse a removal only the one that fits."""
        other = "refuse_removal" if obj.confirmed_at else "keep_counted"
        return [verb for verb in super().verbs(obj) if verb["name"] != other]

    def own_verbs(self, obj: Accident) -> Iterable[Verb]:
        """Figures, type, persons."""
        if not self.rights.can(self.actor, REGISTER, obj) or obj.state == AccidentState.REMOVED:
            return
        yield Verb(
            "type",
            _("Choose the type"),
            reverse("accidents:choose_type", args=[obj.pk]),
            method="get",
            style="primary" if obj.kind_id is None else "secondary",
            icon="list-check",
        )
        yield Verb(
            "figures",
            _("Change figures"),
            reverse("accidents:figures", args=[obj.pk]),
            method="get",
            icon="pencil",
        )
        yield Verb(
            "person",
            _("Add a harmed person"),
            reverse("accidents:person", args=[obj.pk]),
            method="get",
            icon="plus",
        )

    def own_panels(self, obj: Accident) -> Iterable[Mapping[str, Any]]:
        """Possible duplicates and papers."""
        twins = find_duplicates(obj, self.actor)
        if twins:
            yield {
                "id": "duplicates",
                "title": _("Perhaps the same accident"),
                "count": len(twins),
                "rows": [
                    {
                        "label": f"{twin.number} {twin.title}",
                        "url": twin.get_absolute_url(),
                        "state": {"label": twin.get_state_display(), "tone": twin.tone},
                        "at": twin.occurred_at,
                    }
                    for twin in twins
                ],
            }
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": _("Papers"),
                "rows": [{"label": p.title, "url": p.url, "value": p.number} for p in papers],
            }


class AccidentStep(TransitionView):
    """Steps of an accident."""

    model = Accident
    machine = ACCIDENT
    id_argument = "accident_id"
    services: ClassVar = {
        "verify": register.verify_accident,
        "confirm": register.confirm_accident,
        "approve_removal": register.approve_removal,
        "refuse_removal": register.refuse_removal,
        "keep_counted": register.refuse_removal,
    }


@require_POST
@requires(REGISTER)
def from_incident(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw an accident from an incident."""
    accident = register.register_from_incident(incident_id=pk, actor=request.actor)
    messages.success(request, _("Registered with the figures of the incident."))
    return go_to(request, accident.get_absolute_url())
