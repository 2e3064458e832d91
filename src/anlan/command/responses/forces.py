"""Who tells a response which teams are bound to its incident: dispatch, which stands above.

This app imports no dispatch; it is told through ``register_force_source``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from anlan.command.responses.contracts import Force

ForceSource = Callable[[Iterable[int]], Mapping[int, list[Force]]]

_sources: list[ForceSource] = []


def register_force_source(source: ForceSource) -> ForceSource:
    """Add a source: the teams now bound to incidents, by the incident's id, in one query."""
    if source not in _sources:
        _sources.append(source)
    return source


def forces_of(incident_ids: Iterable[int]) -> dict[int, list[Force]]:
    """Return the teams bound to each incident, those on the scene first."""
    ids = list(incident_ids)
    found: dict[int, list[Force]] = {incident_id: [] for incident_id in ids}
    for source in _sources:
        for incident_id, forces in source(ids).items():
            found[incident_id] += forces
    for forces in found.values():
        forces.sort(key=lambda force: (not force.is_on_scene, force.dispatch_id))
    return found
