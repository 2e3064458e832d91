"""The list, the page of a run, the form of a new one and the wind of the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from anlan.command.incidents.public import get_incident
from anlan.decision.consequence.choices import VERIFICATION_TONES, Verification
from anlan.decision.consequence.forms import RunForm, WindForm
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.permissions import RUN, VIEW
from anlan.decision.consequence.selectors.exposure import domino_targets, exposure_of
from anlan.decision.consequence.selectors.presets import presets_of
from anlan.decision.consequence.selectors.weather import nearest_weather
from anlan.decision.consequence.services.runs import create_run, rerun
from anlan.decision.consequence.tables import RunTable
from anlan.decision.consequence.views.drawing import (
    feature_collection,
    plain_number,
    run_map,
    wind_words,
)
from anlan.decision.consequence.words import FACTS, remark
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.public import get_enterprise

CRUMBS = ((gettext_lazy("Accident consequences"), "consequence:list"),)


class RunListPage(ListPage):
    """Runs of one's area, newest first."""

    model = ConsequenceRun
    table_class = RunTable
    title = gettext_lazy("Accident consequences")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "present", pgettext_lazy("runs", "Present"), Q(successors__isnull=True), counted=True
        ),
    )
    facets: ClassVar = (
        Facet("scenario", gettext_lazy("Scenario")),
        Facet("verification", gettext_lazy("verification")),
    )
    search_fields = ("chemical__name", "container", "enterprise__name", "incident__title")
    select_related = ("chemical", "enterprise", "incident")
    ordering = ("-id",)
    hidden_columns = ("release", "stability", "made_by")
    live_topic = "consequence"
    create_url_name = "consequence:create"
    create_permission = RUN
    create_label = gettext_lazy("Compute danger zones")
    empty_title = gettext_lazy("No run yet")
    empty_text = gettext_lazy(
        "Zones of a release, fire or explosion; start from an incident, an enterprise or here."
    )


class RunPage(ObjectPage):
    """Zones, who is inside, how they were computed."""

    model = ConsequenceRun
    template = "consequence/run.html"
    select_related = ("chemical", "enterprise", "incident", "region", "former")
    breadcrumbs = CRUMBS

    def get_title(self, obj: Any) -> str:
        """Substance and scenario."""
        return str(obj)

    def get_subtitle(self, obj: Any) -> str:
        """Wind and time: what the zones hold for."""
        return wind_words(obj)

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """A newer run, or the status of the models."""
        newer = obj.successors.order_by("-id").first()
        if newer is not None:
            return {
                "tone": "warning",
                "text": _("A newer run has taken the place of this one: see “Later runs” below."),
            }
        if obj.verification == Verification.UNVERIFIED:
            return {
                "tone": "warning",
                "text": _(
                    "Unverified: at least one model of this run has no independent case. Use the "
                    "zones for orientation and keep a margin."
                ),
            }
        return None

    def state(self, obj: Any) -> Mapping[str, Any]:
        """The badge of verification."""
        return {
            "label": obj.get_verification_display(),
            "tone": VERIFICATION_TONES[obj.verification],
        }

    def map_url(self, obj: Any) -> str:
        """The one map at the release, zones on."""
        return f"/map/?layer=consequence&at={obj.location.x:.6f},{obj.location.y:.6f}&zoom=13"

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Inputs, intermediate results, models."""
        known = obj.inputs
        may_link = obj.enterprise is not None
        return [
            fact_group(
                _("Scenario"),
                fact(_("Substance"), obj.chemical, url=obj.chemical.get_absolute_url()),
                fact(_("Scenario"), obj.get_scenario_display()),
                fact(_("Way of escape"), obj.get_release_display()),
                fact(_("Vessel"), obj.container),
                fact(_("Quantity in the vessel"), f"{obj.quantity_t:g}", unit="t"),
                *(
                    [fact(_("Diameter of the hole"), f"{known['hole_mm']:g}", unit="mm")]
                    if obj.release == "hole"
                    else []
                ),
                *(
                    [fact(_("enterprise"), obj.enterprise, url=obj.enterprise.get_absolute_url())]
                    if may_link
                    else []
                ),
                *(
                    [fact(_("incident"), obj.incident, url=obj.incident.get_absolute_url())]
                    if obj.incident is not None
                    else []
                ),
                fact(_("region"), obj.region),
            ),
            fact_group(
                _("Weather"),
                fact(_("Wind"), wind_words(obj, short=True)),
                fact(_("Stability class"), obj.stability),
                fact(_("Air temperature"), f"{known['temperature_c']:g}", unit="°C"),
                fact(_("Humidity"), f"{known['humidity_percent']:g}", unit="%"),
                fact(_("Source of the weather"), obj.weather_source),
                fact(_("Weather measured at"), at=obj.weather_at),
            ),
            fact_group(
                _("On the way to the zones"),
                *(
                    fact(FACTS.get(f["key"], f["key"]), plain_number(f["value"]), unit=f["unit"])
                    for f in obj.facts
                ),
            ),
            fact_group(
                _("Record"),
                fact(pgettext_lazy("calculation", "made at"), at=obj.made_at),
                fact(pgettext_lazy("calculation", "made by"), obj.made_by),
                fact(_("version of the models"), obj.science_version),
                fact(_("computing time, ms"), f"{obj.computed_ms:g}"),
                fact(_("checksum of the inputs"), obj.checksum[:16]),
                *(
                    [fact(_("former run"), obj.former, url=obj.former.get_absolute_url())]
                    if obj.former is not None
                    else []
                ),
            ),
        ]

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Measures, the next wind, the comparison, the sheet."""
        yield Verb(
            "measures",
            _("Measures"),
            reverse("consequence:measures", args=[obj.pk]),
            method="get",
            style="primary",
            icon="route",
        )
        if policy_of(ConsequenceRun).can(self.actor, RUN, obj):
            yield Verb(
                "rerun",
                _("The wind has turned"),
                reverse("consequence:rerun", args=[obj.pk]),
                method="get",
                icon="wind",
            )
            yield Verb(
                "sheet",
                _("First-hour sheet"),
                reverse("consequence:sheet", args=[obj.pk]),
                icon="file-text",
            )
        other = obj.former_id or obj.successors.order_by("-id").values_list("pk", flat=True).first()
        if other is not None:
            query = urlencode({"a": min(other, obj.pk), "b": max(other, obj.pk)})
            yield Verb(
                "compare",
                _("Compare"),
                f"{reverse('consequence:compare')}?{query}",
                method="get",
                icon="scale",
            )

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """Who is inside, domino targets, models and warnings, later runs."""
        exposure = exposure_of(obj, self.actor)
        yield {
            "id": "inside",
            "title": _("Inside the zones"),
            "template": "consequence/_inside.html",
            "context": {"exposure": exposure, "zones": list(obj.zones.all())},
            "wide": True,
        }
        if obj.domino:
            targets = domino_targets(obj, self.actor)
            yield {
                "id": "domino",
                "title": _("Domino targets"),
                "count": len(targets),
                "rows": [
                    {
                        "label": f"{t.container} · {t.chemical} {t.quantity_t:g} t",
                        "url": t.url,
                        "where": t.enterprise,
                        "value": f"{t.distance_m:.0f} m · {t.threshold}",
                    }
                    for t in targets
                ],
                "empty": _("No vessel stands within the escalation thresholds."),
            }
        yield {
            "id": "models",
            "title": _("Models and warnings"),
            "template": "consequence/_models.html",
            "context": {"run": obj, "remarks": [remark(key) for key in obj.remarks]},
        }
        later = list(obj.successors.order_by("-id")[:10])
        if later:
            yield {
                "id": "later",
                "title": _("Later runs"),
                "count": len(later),
                "rows": [
                    {
                        "label": wind_words(run, short=True),
                        "url": run.get_absolute_url(),
                        "at": run.made_at,
                    }
                    for run in later
                ],
            }

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add the map and the zones."""
        page = super().describe(obj)
        page["map"] = run_map(obj)
        page["zones"] = [zone for zone in obj.zones.all() if zone.kind]
        return page


class RunCreatePage(CreatePage):
    """A new run, filled in from incident, dossier and weather station."""

    model = ConsequenceRun
    permission = RUN
    template = "consequence/new.html"
    form_class = RunForm
    title = gettext_lazy("Compute danger zones")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Compute")
    success_text = gettext_lazy("The zones are computed.")
    keeps_draft = False
    cancel_url = "/consequence/"
    steps: ClassVar = (
        {
            "id": "scenario",
            "title": gettext_lazy("What escapes"),
            "fields": [
                "chemical",
                "scenario",
                "release",
                "quantity_t",
                "container",
                "hole_mm",
                "duration_min",
                "longitude",
                "latitude",
            ],
        },
        {
            "id": "weather",
            "title": gettext_lazy("Weather"),
            "fields": [
                "wind_speed_m_s",
                "wind_from_deg",
                "temperature_c",
                "humidity_percent",
                "stability",
                "weather_source",
                "weather_at",
                "terrain",
            ],
        },
        {
            "id": "details",
            "title": gettext_lazy("Details"),
            "help": gettext_lazy("Leave as they are when nothing better is known."),
            "fields": [
                "head_m",
                "height_m",
                "pool_area_m2",
                "rate_kg_s",
                "is_gas",
                "pressure_kpa",
                "is_solution",
                "partial_pressure_kpa",
            ],
        },
    )
    DEFAULTS: ClassVar[Mapping[str, Any]] = {
        "scenario": "toxic",
        "release": "hole",
        "hole_mm": 25,
        "duration_min": 30,
        "head_m": 2,
        "height_m": 0,
        "terrain": "rural",
        "stability": "auto",
        "temperature_c": 20,
        "humidity_percent": 60,
        "wind_speed_m_s": 2,
    }

    def load(self, **kwargs: Any) -> None:
        """Fetch incident and enterprise named in the address."""
        self.incident = self._named("incident", get_incident)
        number = self.incident.enterprise_id if self.incident is not None else None
        self.enterprise = self._named("enterprise", get_enterprise)
        if self.enterprise is None and number is not None:
            try:
                self.enterprise = get_enterprise(number, self.actor)
            except NotVisible:
                self.enterprise = None
        words = self.incident.title if self.incident is not None else ""
        self.vessels = (
            presets_of(self.enterprise.id, self.actor, words=words) if self.enterprise else []
        )
        self.weather = None
        where = self._where()
        if where is not None:
            self.weather = nearest_weather(longitude=where[0], latitude=where[1], actor=self.actor)

    def _named(self, name: str, get: Any) -> Any:
        text = self.request.GET.get(name, "")
        return get(int(text), self.actor) if text.isdigit() and len(text) < 10 else None

    def _where(self) -> tuple[float, float] | None:
        for holder in (self.incident, self.enterprise):
            if holder is not None and holder.longitude is not None:
                return holder.longitude, holder.latitude
        return None

    def get_initial(self) -> Mapping[str, Any]:
        """Defaults, weather, place, then the chosen proposal."""
        values: dict[str, Any] = dict(self.DEFAULTS)
        where = self._where()
        if where is not None:
            values |= {"longitude": round(where[0], 6), "latitude": round(where[1], 6)}
        if self.weather is not None:
            found = self.weather
            values |= {
                "wind_speed_m_s": round(found.wind_speed_m_s, 1),
                "wind_from_deg": found.wind_from_deg,
                "temperature_c": found.temperature_c,
                "humidity_percent": found.humidity_percent,
                "weather_source": found.source,
                "weather_at": found.at,
            }
            values = {k: v for k, v in values.items() if v is not None}
            for name in ("temperature_c", "humidity_percent"):
                values.setdefault(name, self.DEFAULTS[name])
        values |= self._proposed(where)
        return values

    def _proposed(self, where: tuple[float, float] | None) -> dict[str, Any]:
        wanted = (self.request.GET.get("vessel", ""), self.request.GET.get("preset", ""))
        for vessel in self.vessels:
            for index, preset in enumerate(vessel.presets):
                if (str(vessel.holding.id), str(index)) == wanted:
                    values = {k: v for k, v in preset.values.items() if v is not None}
                    if "wind_speed_m_s" in values:
                        values |= {"weather_source": _("worst case weather"), "weather_at": None}
                    return values
        if self.vessels and not wanted[0]:
            first = next(
                (p for p in self.vessels[0].presets if not p.is_worst), self.vessels[0].presets[0]
            )
            return {k: v for k, v in first.values.items() if v is not None}
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the proposals and the weather station."""
        page = super().describe(form)
        query = {
            name: self.request.GET[name]
            for name in ("incident", "enterprise")
            if name in self.request.GET
        }
        chosen = (self.request.GET.get("vessel", ""), self.request.GET.get("preset", ""))
        page["vessels"] = [
            {
                "holding": vessel.holding,
                "note": vessel.note,
                "presets": [
                    {
                        "label": preset.label,
                        "is_worst": preset.is_worst,
                        "url": "?"
                        + urlencode({**query, "vessel": vessel.holding.id, "preset": index}),
                        "is_chosen": (str(vessel.holding.id), str(index)) == chosen,
                    }
                    for index, preset in enumerate(vessel.presets)
                ],
            }
            for vessel in self.vessels
        ]
        page["weather"] = self.weather
        page["about"] = self.incident or self.enterprise
        page["is_open"] = self.incident is None and self.enterprise is None
        return page

    def save(self, form: Any) -> ConsequenceRun:
        """Compute and keep."""
        return create_run(
            inputs=form.inputs(),
            actor=self.actor,
            incident_id=self.incident.id if self.incident is not None else None,
            enterprise_id=self.enterprise.id if self.enterprise is not None else None,
        )


class RerunPage(ChangePage):
    """The same release in another wind: a new run that points to the former."""

    model = ConsequenceRun
    form_class = WindForm
    permission = RUN
    breadcrumbs = CRUMBS
    title = gettext_lazy("The wind has turned")
    submit_label = gettext_lazy("Compute")
    success_text = gettext_lazy("The zones are computed.")
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """The latest weather of the nearest station, else that of the former run."""
        inputs = RunInputs.restored(self.obj.inputs)
        values: dict[str, Any] = {
            name: getattr(inputs, name)
            for name in WindForm.base_fields
            if name not in ("weather_source", "weather_at", "stability")
        }
        values["stability"] = "auto"
        found = nearest_weather(
            longitude=self.obj.location.x, latitude=self.obj.location.y, actor=self.actor
        )
        if found is not None:
            fresh = {
                "wind_speed_m_s": round(found.wind_speed_m_s, 1),
                "wind_from_deg": found.wind_from_deg,
                "temperature_c": found.temperature_c,
                "humidity_percent": found.humidity_percent,
                "weather_source": found.source,
                "weather_at": found.at,
            }
            values |= {k: v for k, v in fresh.items() if v is not None}
        else:
            values["weather_at"] = clock.now()
        return values

    def save(self, form: Any) -> ConsequenceRun:
        """Compute and keep."""
        return rerun(run_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


@require_GET
@requires(VIEW)
def zones(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the zones of a run as GeoJSON, stamped with wind, time and status."""
    run = get_visible(ConsequenceRun, pk, actor=request.actor)
    return JsonResponse(feature_collection(run), content_type="application/geo+json")
