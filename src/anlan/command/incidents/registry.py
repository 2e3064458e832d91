"""What other apps tell the final report and the metrics, without this app importing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: (incident id) → {"heading": …, "paragraphs": […]} for the final report, and under "moments"
#: {name: datetime} of the main job (activation, dispatch, arrival …); None: nothing to tell.
ReportSection = Callable[[int], Mapping[str, Any] | None]

_sections: dict[str, ReportSection] = {}


def register_report_section(name: str, section: ReportSection) -> None:
    """Let an app contribute to the final report and the metrics."""
    _sections[name] = section


def contributed(incident_id: int) -> dict[str, Mapping[str, Any]]:
    """Return what the registered apps tell of an incident, by their names."""
    found = {}
    for name, section in _sections.items():
        told = section(incident_id)
        if told:
            found[name] = told
    return found
