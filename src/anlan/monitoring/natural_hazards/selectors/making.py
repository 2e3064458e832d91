"""How a danger map was made, by value: models, thresholds and stations are kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.monitoring.natural_hazards.choices import Verification
from anlan.monitoring.natural_hazards.contracts import Limit
from anlan.monitoring.natural_hazards.models import Station
from anlan_science.model_info import ModelInfo


def model_rows(models: Iterable[ModelInfo]) -> list[dict[str, str]]:
    """Return the published models with their status and source."""
    return [{"id": m.id, "status": m.status, "citation": m.citation} for m in models]


def verification_of(method: Mapping[str, Any]) -> Verification:
    """Return whether every model behind a map reproduces independent cases."""
    verified = all(model["status"] == "verified" for model in method["models"])
    return Verification.VERIFIED if verified else Verification.UNVERIFIED


def limit_rows(limits: Iterable[Limit]) -> list[dict[str, Any]]:
    """Return the thresholds the map was judged by."""
    return [
        {
            "indicator": x.indicator,
            "level": x.level,
            "limit": x.limit,
            "scope": x.scope,
            "source": x.source,
            "is_verified": x.is_verified,
        }
        for x in sorted(limits, key=lambda x: (x.scope, x.indicator, x.level))
    ]


def station_rows(
    stations: Iterable[Station], values: Mapping[int, Mapping[str, float]], names: Iterable[str]
) -> list[dict[str, Any]]:
    """Return stations with what they told of these quantities."""
    wanted = tuple(names)
    return [
        {
            "id": station.pk,
            "code": station.code,
            "name": station.name,
            "values": {
                name: round(values[station.pk][name], 2)
                for name in wanted
                if name in values.get(station.pk, {})
            },
        }
        for station in stations
    ]
