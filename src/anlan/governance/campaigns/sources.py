"""What the platform fills into report forms by itself: counted values by a code.

Apps register theirs; those of this app stand in ``own_sources``::

    register_source(FormSource("entries.listed", _("…"), compute))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and which days a value is asked for."""

    unit_id: int
    #: First digits of the region: a township's own, a department's county.
    region_prefix: str
    since: date
    until: date
    campaign_id: int | None


@dataclass(frozen=True, slots=True)
class FormSource:
    """One value the platform holds; ``compute`` answers None where it holds nothing of a unit."""

    code: str
    name: Message
    compute: Callable[[Actor, Asked], Decimal | None]


Finder = Callable[[str], FormSource | None]
_sources: dict[str, FormSource] = {}
_catalogues: list[tuple[Callable[[], list[FormSource]], Finder]] = []


def register_source(*sources: FormSource) -> None:
    """Make values known to the designer of forms."""
    for source in sources:
        _sources[source.code] = source


def register_catalogue(every: Callable[[], list[FormSource]], find: Finder) -> None:
    """Add a registry kept elsewhere (measured indicators)."""
    _catalogues.append((every, find))


def all_sources() -> list[FormSource]:
    """Return what the platform can fill in, by code."""
    found = dict(_sources)
    for every, _find in _catalogues:
        found.update({source.code: source for source in every()})
    return [found[code] for code in sorted(found)]


def find_source(code: str) -> FormSource | None:
    """Return one by its code, or None."""
    if code in _sources:
        return _sources[code]
    for _every, find in _catalogues:
        source = find(code)
        if source is not None:
            return source
    return None
