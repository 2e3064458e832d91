"""Measures the platform computes, and what other rooms add to the leader's screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from anlan.governance.indicators.contracts import Act, Measure, Promise, Remedy
from anlan.kernel.actor import Actor

#: (actor, promises) → what was done about each, by its key; asked once a page.
RemedySource = Callable[[Actor, Sequence[Promise]], Mapping[str, Sequence[Remedy]]]
#: (actor, promises) → the buttons of each, by its key; asked once a page.
ActSource = Callable[[Actor, Sequence[Promise]], Mapping[str, Sequence[Act]]]

_measures: dict[str, Measure] = {}
_remedies: list[RemedySource] = []
_acts: list[ActSource] = []


def register_measure(measure: Measure) -> Measure:
    """Make a figure computable; a second registration under one code replaces the first."""
    _measures[measure.code] = measure
    return measure


def find_measure(code: str) -> Measure | None:
    """Return a measure by its code, or None."""
    return _measures.get(code)


def all_measures() -> list[Measure]:
    """Return the measures ordered by code."""
    return [_measures[code] for code in sorted(_measures)]


def register_remedies(source: RemedySource) -> RemedySource:
    """Tell the leader's screen what was done about promises in danger."""
    _remedies.append(source)
    return source


def register_acts(source: ActSource) -> ActSource:
    """Add buttons (remind, order) to the rows of the leader's screen."""
    _acts.append(source)
    return source


def remedies_for(actor: Actor, promises: Sequence[Promise]) -> dict[str, list[Remedy]]:
    """Return what was done about each promise, newest first."""
    found: dict[str, list[Remedy]] = {}
    for source in _remedies if promises else ():
        for key, rows in source(actor, promises).items():
            found.setdefault(key, []).extend(rows)
    for rows in found.values():
        rows.sort(key=lambda remedy: remedy.on, reverse=True)
    return found


def acts_for(actor: Actor, promises: Sequence[Promise]) -> dict[str, list[Act]]:
    """Return the buttons of each promise."""
    found: dict[str, list[Act]] = {}
    for source in _acts if promises else ():
        for key, rows in source(actor, promises).items():
            found.setdefault(key, []).extend(rows)
    return found
