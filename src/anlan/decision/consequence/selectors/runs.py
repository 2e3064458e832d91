"""Reading runs."""

from __future__ import annotations

from anlan.decision.consequence.contracts import RunInfo, ZoneInfo
from anlan.decision.consequence.models import ConsequenceRun
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible


def info(run: ConsequenceRun) -> RunInfo:
    """Return a run as a value."""
    return RunInfo(
        id=run.pk,
        scenario=run.scenario,
        chemical_id=run.chemical_id,
        incident_id=run.incident_id,
        enterprise_id=run.enterprise_id,
        former_id=run.former_id,
        longitude=run.location.x,
        latitude=run.location.y,
        wind_speed_m_s=run.wind_speed_m_s,
        wind_from_deg=run.wind_from_deg,
        stability=run.stability,
        verification=run.verification,
        model_ids=tuple(model["id"] for model in run.model_list),
        zones=tuple(
            ZoneInfo(
                kind=zone.kind,
                level=zone.level,
                label=zone.label,
                value=zone.value,
                unit=zone.unit,
                reach_m=zone.reach_m,
                reach_least_m=zone.reach_least_m,
                reach_most_m=zone.reach_most_m,
                area_km2=zone.area_km2,
            )
            for zone in run.zones.all()
        ),
        made_at=run.made_at,
        url=run.get_absolute_url(),
    )


def get_run(run_id: int, actor: Actor) -> RunInfo:
    """Return one visible run or raise ``NotVisible``."""
    return info(get_visible(ConsequenceRun, run_id, actor=actor))


def list_runs(
    actor: Actor,
    *,
    incident_id: int | None = None,
    enterprise_id: int | None = None,
    limit: int = 50,
) -> list[RunInfo]:
    """Return the visible runs, newest first, of an incident or an enterprise when asked."""
    rows = visible(ConsequenceRun, actor).prefetch_related("zones").order_by("-id")
    if incident_id is not None:
        rows = rows.filter(incident_id=incident_id)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return [info(run) for run in rows[:limit]]
