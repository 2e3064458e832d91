"""The form of a new run, filled in from incident and dossier, and the wind of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.incidents.public import get_incident
from anlan.decision.consequence.forms import RunForm, WindForm
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.permissions import RUN
from anlan.decision.consequence.selectors.presets import presets_of
from anlan.decision.consequence.selectors.weather import StationWeather, nearest_weather
from anlan.decision.consequence.services.runs import create_run, rerun
from anlan.decision.consequence.views.runs import CRUMBS
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ChangePage, CreatePage
from anlan.supervision.enterprises.public import get_enterprise

#: Below this the wind has no direction one could rely on: a calm, counted as ``CALM_AS_M_S``.
CALM_M_S, CALM_AS_M_S = 0.5, 1.0


def weather_values(found: StationWeather) -> dict[str, Any]:
    """Return the weather of a station as the form is filled in; a calm goes all around."""
    values = {
        "wind_speed_m_s": round(found.wind_speed_m_s, 1),
        "wind_from_deg": found.wind_from_deg,
        "temperature_c": found.temperature_c,
        "humidity_percent": found.humidity_percent,
        "weather_source": found.source,
        "weather_at": found.at,
    }
    if found.wind_speed_m_s < CALM_M_S:
        said = _("%(station)s: calm (%(speed).1f m/s), counted with %(counted).0f m/s all around")
        values |= {
            "wind_speed_m_s": CALM_AS_M_S,
            "wind_from_deg": None,
            "weather_source": said
            % {
                "station": found.source,
                "speed": found.wind_speed_m_s,
                "counted": CALM_AS_M_S,
            },
        }
    return values


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
                "pipe_m",
                "head_m",
                "height_m",
                "is_upward",
                "pool_area_m2",
                "rate_kg_s",
                "is_gas",
                "pressure_kpa",
                "is_solution",
                "partial_pressure_kpa",
                "is_cold",
            ],
        },
        {
            "id": "effects",
            "title": gettext_lazy("Blast and closed houses"),
            "help": gettext_lazy(
                "Only for a vapour cloud explosion, and for people who stay inside."
            ),
            "fields": [
                "explosion",
                "congestion",
                "congested_m3",
                "air_changes_h",
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
        "explosion": "tnt",
        "congestion": "medium",
        "air_changes_h": 1,
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
            values |= weather_values(self.weather)
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
            fresh = weather_values(found)
            values |= {k: v for k, v in fresh.items() if v is not None}
            values["wind_from_deg"] = fresh["wind_from_deg"]
        else:
            values["weather_at"] = clock.now()
        return values

    def save(self, form: Any) -> ConsequenceRun:
        """Compute and keep."""
        return rerun(run_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
