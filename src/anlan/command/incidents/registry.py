"""What other apps tell the final report and the metrics, without this app importing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anlan.kernel.actor import Actor

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


@dataclass(frozen=True, slots=True)
class IntakeOrigin:
    """Something an incident is taken in from: a call, an item of the queue.

    ``prefill`` gives the values of the form (``reported_at`` among them cannot be changed there);
    ``taken`` is told of the incident, in the transaction that opens it.
    """

    name: str
    prefill: Callable[[int, Actor], Mapping[str, Any]]
    taken: Callable[[int, int, Actor], None]


_origins: dict[str, IntakeOrigin] = {}


def register_intake_origin(origin: IntakeOrigin) -> None:
    """Let an app open the intake form filled in: ``?origin=<name>:<id>``."""
    _origins[origin.name] = origin


def find_origin(text: str) -> tuple[IntakeOrigin, int] | None:
    """Return the origin a form came from, with the id of the thing; None for a plain intake."""
    name, _colon, number = text.partition(":")
    known = _origins.get(name)
    if known is None or not number.isdigit() or len(number) > 18:
        return None
    return known, int(number)
