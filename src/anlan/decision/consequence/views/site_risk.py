"""The list, the form and the page of quantitative risk assessments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.decision.consequence.choices import (
    SITE_RISK_TONES,
    SOCIETAL_TONES,
    Basis,
    SiteRiskState,
    Verification,
)
from anlan.decision.consequence.models import SiteAssessment
from anlan.decision.consequence.permissions import RUN, VIEW
from anlan.decision.consequence.services.site_risk import write_report
from anlan.decision.consequence.site_words import STAGES, power_of_ten
from anlan.decision.consequence.tables import SiteRiskTable
from anlan.decision.consequence.views.drawing import plain_number
from anlan.decision.consequence.views.fn_chart import fn_chart
from anlan.decision.consequence.views.site_drawing import contour_collection, site_map
from anlan.decision.consequence.views.site_panels import site_panels
from anlan.kernel.pages import Facet, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires

CRUMBS = ((gettext_lazy("Quantitative risk assessments"), "consequence:site_risks"),)


class SiteRiskListPage(ListPage):
    """Assessments of one's area, newest first."""

    model = SiteAssessment
    table_class = SiteRiskTable
    title = gettext_lazy("Quantitative risk assessments")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "missed",
            gettext_lazy("Targets beyond their limit"),
            Q(targets_missed__gt=0),
            counted=True,
        ),
    )
    facets: ClassVar = (
        Facet("state", gettext_lazy("state")),
        Facet("societal_zone", gettext_lazy("societal risk")),
    )
    search_fields = ("title",)
    select_related = ("park", "enterprise", "region")
    ordering = ("-id",)
    hidden_columns = ("region", "made_by")
    live_topic = "site-risk"
    create_url_name = "consequence:new_site_risk"
    create_permission = RUN
    create_label = gettext_lazy("Assess the risk of a site")
    empty_title = gettext_lazy("No assessment yet")
    empty_text = gettext_lazy(
        "Individual risk around a park or plant, its contours and the F-N curve held against "
        "GB 36894-2018. Start from the dossier of a park or an enterprise, or draw an area here."
    )


class SiteRiskPage(ObjectPage):
    """Contours, the F-N curve, the targets, and everything they were computed from."""

    model = SiteAssessment
    template = "consequence/site_risk.html"
    select_related = ("park", "enterprise__organisation", "region")
    breadcrumbs = CRUMBS
    live_topic = "site-risk"

    def state(self, obj: SiteAssessment) -> Mapping[str, Any]:
        """How far it is."""
        return {"label": obj.get_state_display(), "tone": SITE_RISK_TONES[obj.state]}

    def get_subtitle(self, obj: SiteAssessment) -> str:
        """What it is held against."""
        return _("%(basis)s · GB 36894-2018 · weather: %(weather)s") % {
            "basis": basis_words(obj),
            "weather": obj.inputs["weather"]["source"],
        }

    def note(self, obj: SiteAssessment) -> Mapping[str, Any] | None:
        """The result in one sentence, how far it is, or why it failed."""
        if obj.state == SiteRiskState.FAILED:
            return {
                "tone": "danger",
                "text": _(
                    "It could not be computed; what it starts from is kept. Order a new one with "
                    "another area or other assumptions. If that fails too, give the system "
                    "administrator these words: %(why)s"
                )
                % {"why": obj.problem},
            }
        if obj.state != SiteRiskState.DONE:
            return {"tone": "info", "text": _("It is being computed; this page follows.")}
        return {
            "tone": "warning"
            if obj.targets_missed or obj.societal_zone != "acceptable"
            else "info",
            "text": _(
                "%(missed)d of %(count)d protected targets are beyond their limit; societal risk: "
                "%(zone)s. %(status)s"
            )
            % {
                "missed": obj.targets_missed,
                "count": obj.targets_count,
                "zone": obj.get_societal_zone_display(),
                "status": _(
                    "Unverified: at least one model or table has no independent case; let a "
                    "qualified body check before anything is decided."
                )
                if obj.verification == Verification.UNVERIFIED
                else "",
            },
        }

    def map_url(self, obj: SiteAssessment) -> str:
        """The one map at the site, contours on."""
        return f"/map/?layer=risk_contours&at={obj.location.x:.6f},{obj.location.y:.6f}&zoom=13"

    def facts(self, obj: SiteAssessment) -> list[dict[str, Any]]:
        """Result, site, assumptions, record."""
        known = obj.inputs["settings"]
        return [
            *self._result(obj),
            fact_group(
                _("Site"),
                *([fact(_("park"), obj.park, url=obj.park.get_absolute_url())] if obj.park else []),
                *(
                    [fact(_("enterprise"), obj.enterprise, url=obj.enterprise.get_absolute_url())]
                    if obj.enterprise
                    else []
                ),
                fact(_("region"), obj.region),
                fact(_("vessels computed"), len(obj.inputs["vessels"])),
                fact(_("vessels left out"), len(obj.inputs["left_out"])),
                *(
                    [fact(_("enterprises you may not read"), obj.inputs["hidden"])]
                    if obj.inputs["hidden"]
                    else []
                ),
                fact(_("people by day"), sum(row["day"] for row in obj.inputs["people"])),
                fact(_("people by night"), sum(row["night"] for row in obj.inputs["people"])),
            ),
            fact_group(
                _("Assumed"),
                fact(_("Air temperature"), f"{known['temperature_c']:g}", unit="°C"),
                fact(_("Humidity"), f"{known['humidity_percent']:g}", unit="%"),
                fact(_("Probability of delayed ignition"), f"{known['delayed_ignition']:g}"),
                fact(_("Greatest area of a pool"), f"{known['pool_area_m2']:g}", unit="m²"),
                fact(
                    _("Pressure of gases kept as gas, absolute"),
                    f"{known['gas_pressure_kpa']:g}",
                    unit="kPa",
                ),
            ),
            fact_group(
                _("Record"),
                fact(pgettext_lazy("calculation", "made at"), at=obj.made_at),
                fact(pgettext_lazy("calculation", "made by"), obj.made_by),
                fact(_("version of the models"), obj.science_version),
                fact(_("checksum of the inputs"), obj.checksum[:16]),
                *(
                    [
                        fact(_("digest of the result"), obj.digest[:16]),
                        fact(_("finished at"), at=obj.finished_at),
                        fact(_("computing time"), plain_number(obj.computed_ms / 1000.0), unit="s"),
                    ]
                    if obj.state == SiteRiskState.DONE
                    else []
                ),
            ),
        ]

    def _result(self, obj: SiteAssessment) -> list[dict[str, Any]]:
        if obj.state != SiteRiskState.DONE:
            return []
        return [
            fact_group(
                _("Result"),
                fact(_("greatest individual risk"), power_of_ten(obj.greatest_risk), unit="1/a"),
                fact(
                    _("potential loss of life"),
                    power_of_ten(obj.loss_of_life),
                    unit=_("deaths a year"),
                ),
                fact(
                    _("societal risk"),
                    obj.get_societal_zone_display(),
                    tone=SOCIETAL_TONES[obj.societal_zone],
                ),
                fact(_("protected targets"), obj.targets_count),
                fact(_("targets beyond their limit"), obj.targets_missed),
                fact(_("verification"), obj.get_verification_display()),
            )
        ]

    def own_verbs(self, obj: SiteAssessment) -> Iterable[Verb]:
        """The report, and the same site again."""
        if not policy_of(SiteAssessment).can(self.actor, RUN, obj):
            return
        yield Verb(
            "report",
            _("Report in Word"),
            reverse("consequence:site_report", args=[obj.pk]),
            style="primary",
            icon="file-text",
            blocked_reason=None
            if obj.state == SiteRiskState.DONE
            else _("The assessment is not computed yet."),
        )
        yield Verb(
            "again",
            _("Assess again"),
            f"{reverse('consequence:new_site_risk')}?former={obj.pk}",
            method="get",
            icon="refresh",
        )

    def own_panels(self, obj: SiteAssessment) -> Iterable[Mapping[str, Any]]:
        """The way to the numbers, each with its source."""
        return site_panels(obj)

    def describe(self, obj: SiteAssessment) -> dict[str, Any]:
        """Add the map with the contours, the diagram, and how far it is."""
        found = super().describe(obj)
        found["is_done"] = obj.state == SiteRiskState.DONE
        found["is_open"] = obj.state in (SiteRiskState.WAITING, SiteRiskState.RUNNING)
        # The page that showed the progress asks for its blocks: it is led on to the result.
        found["is_watched"] = "site-progress" in self.request.headers.get("X-Live-Blocks", "")
        found["progress"] = obj.progress
        found["stage"] = STAGES.get(obj.stage, "")
        if found["is_done"]:
            found["map"] = site_map(obj)
            found["contours"] = list(obj.contours.all())
            found["fn"] = fn_chart(obj.result["curve"])
        return found


def basis_words(obj: SiteAssessment) -> str:
    """Return the column of table 1 that holds."""
    chosen = Basis.IN_USE if obj.inputs["settings"]["is_in_use"] else Basis.NEW
    return str(chosen.label)


@require_GET
@requires(VIEW)
def contours(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the contours of an assessment as GeoJSON."""
    found = get_visible(SiteAssessment, pk, actor=request.actor)
    return JsonResponse(contour_collection(found), content_type="application/geo+json")


@require_POST
@requires(RUN)
def report(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the report and send it."""
    return go_to(request, write_report(assessment_id=pk, actor=request.actor).url)
