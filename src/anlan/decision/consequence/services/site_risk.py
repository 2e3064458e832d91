"""Ordering a quantitative risk assessment, and computing it once."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import transaction
from django.utils.translation import gettext as _
from shapely import affinity

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.command.responses.public import official_language
from anlan.decision.consequence.choices import SiteRiskState, SocietalZone, Verification
from anlan.decision.consequence.effects.geometry import as_multi, metres_per_degree
from anlan.decision.consequence.effects.site.case import Places, Settings, Vessel
from anlan.decision.consequence.effects.site.contours import area_above
from anlan.decision.consequence.effects.site.weather import stored_rose
from anlan.decision.consequence.events import SiteRiskChanged
from anlan.decision.consequence.models import RiskContour, SiteAssessment
from anlan.decision.consequence.papers_site import report_context
from anlan.decision.consequence.permissions import RUN
from anlan.decision.consequence.science import science_version
from anlan.decision.consequence.selectors.site_area import SiteArea
from anlan.decision.consequence.selectors.site_inputs import PEOPLE_M, inputs_of, vessels_of
from anlan.decision.consequence.selectors.site_wind import wind_of
from anlan.decision.consequence.site_words import power_of_ten
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.live import publish
from anlan.kernel.policy import get_visible, require, scope_reaches
from anlan_science.model_info import ModelInfo
from anlan_science.risk import gb36894_2018, gb_t_37243_2019

if TYPE_CHECKING:
    from anlan.decision.consequence.effects.site.field import SiteRisk

logger = logging.getLogger(__name__)

#: Contours that are drawn, with the level of their colour: the criteria of table 1. [1/year]
CONTOURS: tuple[tuple[float, int], ...] = ((3e-5, 1), (1e-5, 2), (3e-6, 3), (3e-7, 4))
#: Vessels that are computed at most; more make a file that nobody checks.
MOST_VESSELS = 400
#: Points of the curve that are kept; of a longer one the even steps on the logarithm.
CURVE_POINTS = 300


def require_site(area: SiteArea, actor: Actor) -> None:
    """Raise ``NotPermitted`` for a site outside the actor's area."""
    if not scope_reaches(actor, RUN, region=area.region_code, organisation_id=area.organisation_id):
        raise NotPermitted(permission=RUN)


@transaction.atomic
def order_assessment(
    *, area: SiteArea, settings: Settings, actor: Actor, title: str = ""
) -> SiteAssessment:
    """Copy what is known of a site and have its risk computed; the worker does it.

    Raises ``NotPermitted`` outside the actor's area and ``InvalidInput`` where nothing inside can
    be computed.
    """
    require_site(area, actor)
    vessels = vessels_of(area, actor)
    if not vessels.counted:
        raise InvalidInput(
            _(
                "No vessel inside can be computed: the dossiers name no substance, quantity and "
                "vessel that the models know."
            )
        )
    if len(vessels.counted) > MOST_VESSELS:
        raise InvalidInput(
            _("%(n)d vessels are too many for one assessment: draw a smaller area.")
            % {"n": len(vessels.counted)}
        )
    wind = wind_of(area.longitude, area.latitude, actor)
    inputs = inputs_of(area, vessels, wind, settings)
    version = science_version()
    assessment = SiteAssessment(
        park_id=area.park_id,
        enterprise_id=area.enterprise_id,
        title=(title or area.title)[:200],
        region_id=area.region_code,
        area=area.shape,
        location=Point(area.longitude, area.latitude, srid=4326),
        inputs=inputs,
        checksum=checksum_of(inputs, version),
        science_version=version,
        made_at=clock.now(),
        made_by_id=actor.id,
        made_by=actor.display_name[:100],
    )
    assessment.save()
    audit(
        actor,
        "consequence.site.ordered",
        assessment,
        after={"checksum": assessment.checksum, "vessels": len(vessels.counted)},
    )
    _tell(assessment, SiteRiskState.WAITING, actor)
    from anlan.decision.consequence.tasks import compute_assessment

    compute_assessment.defer(assessment_id=assessment.pk)
    return assessment


def checksum_of(inputs: dict[str, Any], version: str) -> str:
    """Return what tells two equal assessments: everything they are computed from."""
    text = json.dumps({"inputs": inputs, "version": version}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def run_assessment(*, assessment_id: int, actor: Actor) -> None:
    """Compute an assessment and keep its result; one that is finished stays as it is."""
    assessment = SiteAssessment.objects.get(pk=assessment_id)
    open_rows = SiteAssessment.objects.filter(pk=assessment_id).exclude(
        state__in=(SiteRiskState.DONE, SiteRiskState.FAILED)
    )
    if not open_rows.update(state=SiteRiskState.RUNNING, progress=0, stage="events"):
        return
    _say(assessment)
    started = time.perf_counter()
    try:
        found = recompute(assessment.inputs, lambda share, stage: _step(assessment, share, stage))
        elapsed_ms = round((time.perf_counter() - started) * 1000.0, 1)
        contours = list(_contours(assessment, found))
        values = _values(assessment.inputs, found)
    except Exception as error:
        # What cannot be computed must say so on its page instead of waiting for ever.
        logger.exception("risk assessment %s failed", assessment_id)
        with transaction.atomic():
            open_rows.update(
                state=SiteRiskState.FAILED,
                problem=f"{type(error).__name__}: {error}",
                finished_at=clock.now(),
            )
            audit(actor, "consequence.site.failed", assessment)
            _tell(assessment, SiteRiskState.FAILED, actor)
        return
    with transaction.atomic():
        taken = open_rows.update(
            state=SiteRiskState.DONE,
            progress=100,
            stage="",
            finished_at=clock.now(),
            computed_ms=elapsed_ms,
            **values,
        )
        if not taken:  # another worker was faster
            return
        RiskContour.objects.bulk_create(contours)
        audit(
            actor,
            "consequence.site.computed",
            assessment,
            after={"digest": values["digest"], "loss_of_life": values["loss_of_life"]},
        )
        _tell(assessment, SiteRiskState.DONE, actor)


def recompute(inputs: dict[str, Any], tell: Any = lambda share, stage: None) -> SiteRisk:
    """Compute the risk from stored inputs: the same inputs give the same digits."""
    # The compiled loops take a second to load: only the worker needs them.
    from anlan.decision.consequence.effects.site.field import compute_site, spread_people

    vessels = [Vessel(**row) for row in inputs["vessels"]]
    people = spread_people(
        [
            (row["x"], row["y"], row["day"], row["night"], row["radius"], row["owner"])
            for row in inputs["people"]
        ]
    )
    targets = inputs["targets"]
    places = Places(
        np.array([row["x"] for row in targets], dtype=np.float64),
        np.array([row["y"] for row in targets], dtype=np.float64),
    )
    weather = inputs["weather"]
    rose = stored_rose(weather["day"], weather["night"])
    return compute_site(vessels, Settings(**inputs["settings"]), rose, people, places, tell)


def _values(inputs: dict[str, Any], found: SiteRisk) -> dict[str, Any]:
    """Return what is stored of a result."""
    targets = inputs["targets"]
    risks = found.at_places.tolist()
    missed = sum(risk > row["limit"] for risk, row in zip(risks, targets, strict=True))
    zone = gb36894_2018.zone_of(found.deaths, found.frequency)
    notes = found.notes
    notes.use(gb_t_37243_2019.INFO)
    models: list[ModelInfo] = list(notes.models.values())
    remarks = [*notes.remarks, "people_as_known"]
    if inputs["weather"]["is_default"]:
        remarks.append("default_weather")
    if any(event.reach > PEOPLE_M for event in found.events):
        remarks.append("people_beyond")
    if inputs["left_out"] or inputs["hidden"] or notes.left_out:
        remarks.append("vessels_left_out")
    is_sound = all(m.status == "verified" for m in models) and "dense_then_passive" not in remarks
    return {
        "result": {
            "targets": risks,
            "curve": _curve(found),
            "events": [
                {
                    "vessel": event.vessel.key,
                    "leak": event.leak,
                    "outcome": event.outcome,
                    "frequency": event.frequency,
                    "reach": round(event.reach, 1),
                    "loss": share,
                }
                for event, share in zip(found.events, found.shares, strict=True)
            ],
            "left_out": [list(row) for row in notes.left_out],
            "raster": {
                "cells": [len(found.x), len(found.y)],
                "side_m": float(found.x[1] - found.x[0]),
            },
        },
        "digest": found.digest,
        "model_list": [
            {"id": m.id, "status": m.status, "citation": m.citation, "quantity": m.quantity}
            for m in models
        ],
        "caveats": [asdict(c) for c in notes.caveats],
        "remarks": remarks,
        "verification": Verification.VERIFIED if is_sound else Verification.UNVERIFIED,
        "loss_of_life": found.loss,
        "societal_zone": SocietalZone[zone.name],
        "greatest_risk": float(found.risk.max()) if found.risk.size else 0.0,
        "targets_count": len(targets),
        "targets_missed": missed,
    }


def _curve(found: SiteRisk) -> list[list[float]]:
    """Return the curve from one death on, thinned without moving a point of it."""
    whole = found.deaths >= 1.0
    number, often = found.deaths[whole], found.frequency[whole]
    if len(number) > CURVE_POINTS:
        wanted = np.geomspace(number[0], number[-1], CURVE_POINTS)
        keep = np.unique(np.clip(np.searchsorted(number, wanted), 0, len(number) - 1))
        number, often = number[keep], often[keep]
    return [[float(n), float(f)] for n, f in zip(number, often, strict=True)]


def _contours(assessment: SiteAssessment, found: SiteRisk) -> Iterator[RiskContour]:
    """Yield the contours on the map; a level that is not reached has no shape."""
    east, north = metres_per_degree(assessment.location.y)
    for value, level in CONTOURS:
        flat = area_above(found.x, found.y, found.risk, value)
        shape = None
        if not flat.is_empty:
            laid = affinity.affine_transform(
                flat, [1 / east, 0, 0, 1 / north, assessment.location.x, assessment.location.y]
            )
            stored = GEOSGeometry(memoryview(as_multi(laid).wkb), srid=4326)
            assert isinstance(stored, MultiPolygon)
            shape = stored
        yield RiskContour(
            assessment=assessment,
            value=value,
            level=level,
            label=power_of_ten(value),
            area_km2=float(flat.area) / 1e6,
            shape=shape,
        )


def _step(assessment: SiteAssessment, share: float, stage: str) -> None:
    """Write how far it is and tell the open pages, whenever five more percent are done."""
    percent = min(99, int(share * 100.0))
    if percent - assessment.progress < 5 and stage == assessment.stage:
        return
    assessment.progress, assessment.stage = percent, stage
    SiteAssessment.objects.filter(pk=assessment.pk).update(progress=percent, stage=stage)
    _say(assessment)


def _say(assessment: SiteAssessment) -> None:
    publish(
        "site-risk",
        "consequence.site.progress",
        assessment_id=assessment.pk,
        region=assessment.region_id,
    )


def _tell(assessment: SiteAssessment, state: SiteRiskState, actor: Actor) -> None:
    organisation = (
        assessment.enterprise.organisation_id if assessment.enterprise is not None else None
    )
    emit(SiteRiskChanged(assessment.pk, state, assessment.region_id, organisation), actor)


@transaction.atomic
def write_report(*, assessment_id: int, actor: Actor) -> DocumentInfo:
    """Write the report of a finished assessment as a Word paper: every number with its source."""
    assessment = get_visible(SiteAssessment, assessment_id, actor=actor)
    require(actor, RUN, assessment)
    if assessment.state != SiteRiskState.DONE:
        raise WrongState(_("The assessment is not computed yet."))
    with official_language():
        context = report_context(assessment)
    document = render_document(
        template_code="consequence.site_risk",
        context=context,
        subject=assessment,
        actor=actor,
        title=f"{assessment.title}定量风险评价报告",
    )
    audit(actor, "consequence.site.paper", assessment, after={"number": document.number})
    return document
