"""What a scheme lacks before it may come into force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import ORGANISATION_KINDS, Effect, Means
from anlan.governance.assessment.models import Scheme, SchemeItem, SchemePart
from anlan.governance.assessment.registry import find_source


@dataclass(frozen=True, slots=True)
class Problem:
    """A gap in words, and where it is: ``part-1``, ``item-2`` or nothing for the whole."""

    words: str
    place: str = ""


def problems_of(scheme: Scheme) -> list[Problem]:
    """Return every gap of a scheme; none: it may come into force."""
    parts = list(scheme.parts.prefetch_related("items"))
    found: list[Problem] = []
    if not parts:
        return [Problem(_("The scheme has no part yet."))]
    total = Decimal(0)
    codes: set[str] = set()
    for part in parts:
        items = list(part.items.all())
        earned = sum((i.points for i in items if i.effect == Effect.EARN), Decimal(0))
        total += earned
        found += _part(part, items, earned)
        for item in items:
            if item.code in codes:
                words = _("“%(item)s”: the code stands twice.") % {"item": item.name}
                found.append(Problem(words, f"item-{item.pk}"))
            codes.add(item.code)
            found += (Problem(words, f"item-{item.pk}") for words in _item(item, scheme))
    if total != scheme.full_mark:
        found.insert(
            0,
            Problem(
                _("The items sum to %(sum)s points, the full mark is %(full)s.")
                % {"sum": scoring.plain(total), "full": scoring.plain(scheme.full_mark)}
            ),
        )
    return found


def _part(part: SchemePart, items: list[SchemeItem], earned: Decimal) -> Iterable[Problem]:
    place = f"part-{part.pk}"
    if not items:
        yield Problem(_("Part “%(part)s” has no item.") % {"part": part.name}, place)
    elif earned != part.points:
        yield Problem(
            _("Part “%(part)s”: the items sum to %(sum)s points instead of %(full)s.")
            % {
                "part": part.name,
                "sum": scoring.plain(earned),
                "full": scoring.plain(part.points),
            },
            place,
        )


def _item(item: SchemeItem, scheme: Scheme) -> Iterable[str]:
    named: dict[str, Any] = {"item": item.name}
    if item.effect != Effect.VETO and not item.points:
        yield _("“%(item)s” is worth nothing.") % named
    if item.means == Means.AUTOMATIC:
        source = find_source(item.source)
        if source is None:
            yield _("“%(item)s”: the source of the figure is not known.") % named
        elif not set(source.kinds) & set(ORGANISATION_KINDS[scheme.subject]):
            yield _("“%(item)s”: the source says nothing about such units.") % named
        if item.effect != Effect.VETO and item.rule.get("kind") not in scoring.KINDS:
            yield _("“%(item)s”: there is no scoring rule.") % named
    elif item.assessor_id is None and not item.by_office:
        yield _("“%(item)s”: nobody assesses it.") % named
    elif not item.requirement.strip():
        yield _("“%(item)s”: it is not said what is asked.") % named
    if not item.used_in:
        yield _("“%(item)s” counts in no assessment.") % named
