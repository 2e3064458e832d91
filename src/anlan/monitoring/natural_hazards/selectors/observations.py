"""Observations as lines of lists."""

from __future__ import annotations

from typing import Any

from anlan.monitoring.natural_hazards.choices import Sign
from anlan.monitoring.natural_hazards.models import GeoObservation


def signs_text(observation: GeoObservation) -> str:
    """Return signs, crack width and words of an observation."""
    parts = [str(Sign(sign).label) for sign in observation.signs if sign in Sign.values]
    if observation.crack_mm is not None:
        parts.append(f"{observation.crack_mm:g} mm")
    if observation.text:
        parts.append(observation.text)
    return "、".join(parts)


def observation_row(observation: GeoObservation) -> dict[str, Any]:
    """Return the line of an observation."""
    return {
        "label": signs_text(observation) or observation.get_finding_display(),
        "holder": observation.actor_name,
        "state": {"label": observation.get_finding_display(), "tone": observation.tone},
        "at": observation.at,
    }
