"""The list of units and the page of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.public import get_enterprise, list_enterprises
from anlan.supervision.installations.constants import FILING_NOTICE
from anlan.supervision.installations.filters import INSTALLATION_FACETS
from anlan.supervision.installations.forms import (
    EquipmentForm,
    InstallationChangeForm,
    NewInstallationForm,
    PeopleForm,
    VesselsForm,
)
from anlan.supervision.installations.models import (
    Installation,
    InstallationHolding,
    PeopleCorrection,
)
from anlan.supervision.installations.permissions import IMPORT, KEEP, SUBMIT
from anlan.supervision.installations.selectors.checks import problems_of, quantities_exceeded
from anlan.supervision.installations.selectors.standard import read_tables
from anlan.supervision.installations.services.identification import (
    grade_word,
    identify_installation,
)
from anlan.supervision.installations.services.installations import (
    assign_holdings,
    correct_people,
    create_installation,
    record_equipment,
    update_installation,
    withdraw_people,
)
from anlan.supervision.installations.tables import InstallationTable
from anlan.supervision.installations.views.parts import (
    duties_panel,
    equipment_panel,
    filings_panel,
    responsible_panel,
    runs_panel,
)

BREADCRUMBS = ((gettext_lazy("Major hazard installations"), "installations:list"),)
STATE_TONES = {"in_use": "neutral", "stopped": "waiting", "removed": "unknown"}


def _major(**more: Any) -> Q:
    return Q(is_major=True, **more)


class InstallationListPage(ListPage):
    """All units of one's area; major hazard installations first."""

    model = Installation
    title = gettext_lazy("Major hazard installations")
    template = "installations/list.html"
    table_class = InstallationTable
    facets = INSTALLATION_FACETS
    saved_filters: ClassVar = (
        SavedFilter("major", gettext_lazy("Major hazards"), _major(), counted=True),
        SavedFilter(
            "not_filed",
            gettext_lazy("Not filed"),
            _major(filed_until__isnull=True),
            counted=True,
            level=2,
        ),
        SavedFilter(
            "expiring",
            gettext_lazy("Filing runs out"),
            lambda actor: _major(filed_until__lte=clock.today() + FILING_NOTICE),
            counted=True,
        ),
        SavedFilter("undecided", gettext_lazy("To be decided"), Q(undecided__gt=0), counted=True),
        SavedFilter("minor", gettext_lazy("Below the threshold"), Q(is_major=False), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, enterprise or code")
    select_related = ("enterprise",)
    ordering = ("grade", "pk")
    hidden_columns = ("code", "assessed_on")
    create_url_name = "installations:create"
    create_permission = KEEP
    create_label = gettext_lazy("Enter a unit")
    import_url_name = "installations:import"
    import_permission = IMPORT
    map_layer = "installations"
    live_topic = "installations"
    empty_title = gettext_lazy("No unit yet")
    empty_text = gettext_lazy(
        "Production and storage units are entered here and identified after GB 18218-2018."
    )


class InstallationPage(ObjectPage):
    """One unit: level, calculation, filing, responsible persons, safety systems."""

    model = Installation
    select_related = ("enterprise",)
    breadcrumbs = BREADCRUMBS
    edit_url_name = "installations:change"
    edit_permission = KEEP
    live_topic = "installation:{pk}"

    def number(self, obj: Installation) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: Installation) -> str:
        """Whose it is."""
        return f"{obj.enterprise} · {obj.get_kind_display()}"

    def level(self, obj: Installation) -> int | None:
        """Its level."""
        return obj.grade

    def state(self, obj: Installation) -> Mapping[str, Any]:
        """Whether it works."""
        return {"label": obj.get_state_display(), "tone": STATE_TONES[obj.state]}

    def due(self, obj: Installation) -> Any:
        """The nearest running clock."""
        running = [d for d in deadlines_of(obj) if d.state == "running"]
        return min((d.due_at for d in running), default=None)

    def note(self, obj: Installation) -> Mapping[str, Any] | None:
        """The gravest problem, or that the tables have changed."""
        problems = [*problems_of([obj])[obj.pk], *quantities_exceeded(obj)]
        if problems:
            worst = min(problems, key=lambda p: p.level)
            more = len(problems) - 1
            text = worst.text
            if more:
                text += " " + _("And %(count)s more, see below.") % {"count": more}
            return {"text": text, "tone": "danger" if worst.level <= 2 else "warning"}
        run = obj.runs.first()
        if run is not None and run.standard_version != read_tables().version:
            return {
                "text": _("The tables have changed since the last calculation: calculate anew."),
                "tone": "warning",
            }
        return None

    def map_url(self, obj: Installation) -> str:
        """The map at the unit."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=installations"

    def facts(self, obj: Installation) -> list[dict[str, Any]]:
        """Level, filing, place."""
        run = obj.runs.first()
        formula = "S = Σ q/Q;  R = α · Σ β·q/Q"
        source = f"GB 18218-2018（{run.standard_version}）" if run else "GB 18218-2018"
        grade = grade_word(obj.grade) if run else _("not identified yet")
        return [
            fact_group(
                _("Identification and level"),
                fact(pgettext("installation", "level"), grade),
                fact(
                    "S", f"{obj.s_index:.3f}" if obj.s_index is not None else None, formula=formula
                ),
                fact(
                    "R",
                    f"{obj.r_index:.3f}" if obj.r_index is not None else None,
                    formula=formula,
                    source=source,
                    as_of=obj.identified_at,
                ),
                fact(
                    _("people around"),
                    f"{run.people}（α = {run.alpha:g}）" if run else None,
                    url=f"{run.get_absolute_url()}#people" if run else "",
                ),
                fact(_("substances to decide"), obj.undecided),
                fact(_("identified at"), None, at=obj.identified_at),
            ),
            fact_group(
                _("Filing and assessment"),
                fact(_("filed on"), obj.filed_on),
                fact(_("filing valid to"), obj.filed_until),
                fact(_("level as filed"), grade_word(obj.filed_grade) if obj.filed_on else None),
                fact(_("safety assessment of"), obj.assessed_on),
            ),
            fact_group(
                pgettext("installation", "Unit"),
                fact(_("enterprise"), str(obj.enterprise), url=obj.enterprise.get_absolute_url()),
                fact(_("description"), obj.description, wide=True),
                fact(
                    pgettext("installation", "plant boundary"),
                    _("drawn, %(count)d corners") % {"count": len(obj.boundary.exterior_ring) - 1}
                    if obj.boundary
                    else _("not drawn: people are counted around the vessels"),
                ),
                fact(
                    _("coordinates"),
                    f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location else None,
                    help="WGS-84",
                ),
            ),
        ]

    def own_verbs(self, obj: Installation) -> Iterable[Verb]:
        """See the calculation, make it anew, file, print the board."""
        run = obj.runs.first()
        if run is not None:
            yield Verb(
                "run",
                _("Calculation step by step"),
                run.get_absolute_url(),
                method="get",
                icon="list-check",
            )
        if self.rights.can(self.actor, KEEP, obj):
            yield Verb(
                "identify",
                _("Calculate anew"),
                reverse("installations:identify", args=[obj.pk]),
                icon="refresh",
            )
            yield Verb(
                "boundary",
                _("Draw the plant boundary"),
                reverse("installations:boundary", args=[obj.pk]),
                method="get",
                icon="map-pin",
            )
        if self.rights.can(self.actor, SUBMIT, obj) and obj.is_major:
            yield Verb(
                "file",
                _("Apply for filing"),
                reverse("installations:create_filing", args=[obj.pk]),
                method="get",
                style="secondary" if obj.filed_until else "primary",
                icon="file-text",
                blocked_reason=_("Vessels are still to be decided.") if obj.undecided else None,
            )
        if obj.is_major:
            yield Verb(
                "board",
                _("Notice board to print"),
                reverse("installations:board", args=[obj.pk]),
                method="get",
                icon="printer",
            )

    def own_panels(self, obj: Installation) -> Iterable[Mapping[str, Any]]:
        """Problems, vessels, filings, people in charge, duties, safety systems, calculations."""
        may_keep = self.rights.can(self.actor, KEEP, obj)
        problems = sorted(
            [*problems_of([obj])[obj.pk], *quantities_exceeded(obj)], key=lambda p: p.level
        )
        if problems:
            yield {
                "id": "problems",
                "title": _("Late or contradicting"),
                "count": len(problems),
                "rows": [{"label": p.text, "level": p.level, "where": p.basis} for p in problems],
            }
        yield self._vessels(obj, may_keep)
        yield responsible_panel(obj, self.actor, may_keep)
        yield filings_panel(obj, self.actor)
        yield duties_panel(obj, self.actor)
        yield equipment_panel(obj, may_keep)
        yield runs_panel(obj)

    def _vessels(self, obj: Installation, may_keep: bool) -> dict[str, Any]:
        run = obj.runs.first()
        lines = {line["holding_id"]: line for line in (run.lines if run else ())}
        tones = {"counted": "neutral", "outside": "unknown", "undecided": "overdue"}
        words = {
            "counted": "",
            "outside": _("outside tables 1 and 2"),
            "undecided": _("to be decided"),
        }
        rows = []
        for member in obj.members.all():
            line = lines.get(member.holding_id)
            if line is None:
                continue
            state = line["state"]
            label = f"{line['container']} · {line['name']}"
            share = f"q/Q = {line['share']:.3f}" if line["share"] is not None else ""
            rows.append(
                {
                    "label": label,
                    "url": reverse("installations:decide", args=[member.pk]) if may_keep else "",
                    "where": f"{line['quantity_t']:g} t",
                    "value": share,
                    "state": {"label": words[state], "tone": tones[state]}
                    if words[state]
                    else None,
                }
            )
        actions = []
        if may_keep:
            address = reverse("installations:vessels", args=[obj.pk])
            actions = [{"label": _("Choose"), "url": address, "icon": "pencil"}]
            actions.append(
                {
                    "label": _("Correct the people"),
                    "url": reverse("installations:people", args=[obj.pk]),
                    "icon": "users",
                }
            )
        return {
            "id": "vessels",
            "title": _("Vessels and stores"),
            "count": len(rows),
            "rows": rows,
            "actions": actions,
            "empty": _("No vessel of the dossier is assigned to this unit yet."),
        }


class InstallationCreatePage(CreatePage):
    """Enter a unit."""

    model = Installation
    permission = KEEP
    title = gettext_lazy("Enter a unit")
    breadcrumbs = BREADCRUMBS
    form_class = NewInstallationForm
    success_text = gettext_lazy("The unit is entered. Choose its vessels now.")

    def form(self, **data: Any) -> NewInstallationForm:
        """Offer the enterprises one may keep."""
        wanted = self.request.GET.get("enterprise", "")
        ids = [int(wanted)] if wanted.isdigit() else None
        firms = [(firm.id, firm.name) for firm in list_enterprises(self.actor, ids)]
        return NewInstallationForm(firms=firms, **data)

    def save(self, form: NewInstallationForm) -> Installation:
        """Call the service."""
        return create_installation(actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Installation) -> str:
        """On to the vessels."""
        return reverse("installations:vessels", args=[saved.pk])


class _UnitPage(ChangePage):
    """A form about a unit that begins empty and goes back to it."""

    model = Installation
    permission = KEEP
    breadcrumbs = BREADCRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is filled in."""
        return {}

    def success_url(self, saved: Any) -> str:
        """Back to the unit."""
        address: str = self.obj.get_absolute_url()
        return address

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the unit under the heading."""
        return {**super().describe(form), "subtitle": f"{self.obj.enterprise} · {self.obj}"}


class InstallationChangePage(_UnitPage):
    """Change the facts of a unit."""

    form_class = InstallationChangeForm

    def get_initial(self) -> Mapping[str, Any]:
        """The present facts."""
        obj = self.obj
        found = {n: getattr(obj, n) for n in ("name", "kind", "state", "description")}
        if obj.location is not None:
            found |= {"longitude": obj.location.x, "latitude": obj.location.y}
        found["boundary"] = obj.boundary.wkt if obj.boundary else ""
        return found

    def save(self, form: InstallationChangeForm) -> Installation:
        """Call the service."""
        return update_installation(
            installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class VesselsPage(_UnitPage):
    """Choose the vessels of a unit; the calculation follows."""

    title = gettext_lazy("Vessels in this unit")
    form_class = VesselsForm
    success_text = gettext_lazy("The vessels are assigned and the level was calculated.")

    def form(self, **data: Any) -> VesselsForm:
        """Offer the vessels of the dossier that stand in no other unit."""
        firm = get_enterprise(self.obj.enterprise_id, self.actor)
        elsewhere = set(
            InstallationHolding.objects.filter(installation__enterprise_id=firm.id)
            .exclude(installation=self.obj)
            .values_list("holding_id", flat=True)
        )
        vessels = [
            (h.id, f"{h.container} · {h.name} · {h.design_quantity_t or h.quantity_t:g} t")
            for h in firm.chemicals
            if h.id not in elsewhere
        ]
        chosen = list(self.obj.members.values_list("holding_id", flat=True))
        return VesselsForm(vessels=vessels, initial={"holding_ids": chosen}, **data)

    def save(self, form: VesselsForm) -> Installation:
        """Call the service."""
        return assign_holdings(installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class PeoplePage(_UnitPage):
    """Correct the number of people around."""

    title = gettext_lazy("Correct the people around")
    form_class = PeopleForm
    law = gettext_lazy(
        "GB 18218-2018, 4.3.4: permanent residents within 500 m outside the plant boundary"
    )

    def save(self, form: PeopleForm) -> PeopleCorrection:
        """Call the service."""
        return correct_people(installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class EquipmentPage(_UnitPage):
    """Record a safety system."""

    title = gettext_lazy("Record a safety system")
    form_class = EquipmentForm

    def get_initial(self) -> Mapping[str, Any]:
        """What was recorded of the system."""
        wanted = self.request.GET.get("system", "")
        found = self.obj.equipment.filter(system=wanted).first()
        if found is None:
            return {"system": wanted}
        names = ("system", "needed", "fitted", "working", "planned_on", "note")
        return {name: getattr(found, name) for name in names}

    def save(self, form: EquipmentForm) -> Any:
        """Call the service."""
        return record_equipment(installation_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_POST
@requires(KEEP)
def identify(request: ActorRequest, pk: int) -> HttpResponse:
    """Calculate anew on demand."""
    run = identify_installation(
        installation_id=pk, actor=request.actor, trigger=_("calculated on demand")
    )
    messages.success(
        request, _("R = %(r).2f: %(grade)s.") % {"r": run.r_index, "grade": grade_word(run.grade)}
    )
    return go_to(request, run.get_absolute_url())


@require_POST
@requires(KEEP)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Go back to the computed number of people."""
    unit = withdraw_people(
        installation_id=pk, reason=request.POST.get("reason", ""), actor=request.actor
    )
    return go_to(request, unit.get_absolute_url())
