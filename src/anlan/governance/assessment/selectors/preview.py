"""The live pre-score of a unit: what it has, what it lacks, what can still be mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anlan.base.organisations.public import find_organisation
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Effect, Means, RunState, SchemeState
from anlan.governance.assessment.contracts import Loss, ScoreFact, Unit
from anlan.governance.assessment.models import ItemResult, Run, Scheme, SchemeItem
from anlan.governance.assessment.registry import find_source, gathering
from anlan.governance.assessment.services.scoring import fact_of, limits_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import NotVisible

#: Which schemes a kind of organisation is assessed by.
SUBJECT_OF = {"department": "departments", "township": "townships", "park": "parks"}


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """An item as it would count today."""

    item: SchemeItem
    source_name: str
    fact: ScoreFact | None
    points: Decimal | None
    lost: Decimal
    words: str

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What costs points, and until when it can be mended."""
        return self.fact.losses if self.fact is not None else ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The score of a unit as far as records tell today."""

    scheme: Scheme
    unit: Unit
    since: date
    until: date
    lines: tuple[PreviewLine, ...]
    total: scoring.Total

    @property
    def costing(self) -> list[PreviewLine]:
        """What costs points now, the most first."""
        rows = [line for line in self.lines if line.lost > 0]
        return sorted(rows, key=lambda line: (-line.lost, line.item.pk))

    @property
    def silent(self) -> list[PreviewLine]:
        """Automatic items without data."""
        return [x for x in self.lines if x.item.means == Means.AUTOMATIC and x.points is None]

    @property
    def by_hand(self) -> list[PreviewLine]:
        """Items of evidence: what must be handed in."""
        return [
            x for x in self.lines if x.item.means == Means.EVIDENCE and x.item.effect == Effect.EARN
        ]

    @property
    def known(self) -> Decimal:
        """The points of the items that can be told today."""
        return sum((possible for _got, possible in self.total.by_part.values()), Decimal(0))


def unit_by_id(organisation_id: int) -> Unit:
    """Return a unit as a value or raise ``NotVisible``."""
    row = find_organisation(organisation_id)
    if row is None:
        raise NotVisible
    return Unit(row.id, row.code, row.short_name or row.name, row.kind, row.region_code)


def scheme_for(unit: Unit, year: int) -> Scheme | None:
    """Return the scheme in force by which a unit is assessed this year."""
    subject = SUBJECT_OF.get(unit.kind, "")
    rows = Scheme.objects.filter(subject=subject, state=SchemeState.IN_FORCE, year__lte=year)
    return rows.order_by("-year", "-version").first()


def preview(unit: Unit, *, until: date | None = None, actor: Actor | None = None) -> Preview | None:
    """Return how a unit would stand this year, None where no scheme is in force for it.

    Rules that compare with others count in full: nobody else is computed here.
    """
    last = until or clock.today()
    scheme = scheme_for(unit, last.year)
    if scheme is None:
        return None
    since = date(last.year, 1, 1)
    asker = actor or system_actor("assessment")
    items = SchemeItem.objects.filter(part__scheme=scheme).select_related("part")
    with gathering():
        lines = tuple(
            _line(item, unit, since, last, asker)
            for item in items.order_by("part__sort_order", "sort_order", "pk")
        )
    total = scoring.total(
        (
            scoring.Line(
                part=line.item.part.name,
                effect=line.item.effect,
                full=Decimal(1) if line.item.effect == Effect.VETO else line.item.points,
                points=line.points,
                name=line.item.name,
            )
            for line in lines
        ),
        limits_of(scheme),
    )
    return Preview(scheme, unit, since, last, lines, total)


def _line(item: SchemeItem, unit: Unit, since: date, until: date, actor: Actor) -> PreviewLine:
    if item.means != Means.AUTOMATIC:
        return PreviewLine(item, "", None, None, Decimal(0), "")
    source = find_source(item.source)
    fact = fact_of(item, unit, since, until, actor)
    scored = scoring.score_item(
        effect=item.effect, full=item.points, rule=item.rule, value=fact.value
    )
    lost = Decimal(0)
    if scored.points is not None:
        lost = item.points - scored.points if item.effect == Effect.EARN else Decimal(0)
        if item.effect == Effect.DEDUCT:
            lost = scored.points
    return PreviewLine(
        item, str(source.name) if source else item.source, fact, scored.points, lost, scored.words
    )


def open_items(organisation_id: int) -> list[ItemResult]:
    """Return the items a unit must still hand in, those due first."""
    rows = ItemResult.objects.filter(
        result__organisation_id=organisation_id,
        result__run__state=RunState.OPEN,
        item__means=Means.EVIDENCE,
        item__effect=Effect.EARN,
    ).select_related("item__part", "result__run", "result__organisation", "result__person")
    return sorted(rows, key=lambda row: (row.result.run.hand_in_until, row.pk))


def latest_final(organisation_id: int) -> list[Run]:
    """Return the final assessments of a unit, the newest first."""
    return list(
        Run.objects.filter(
            results__organisation_id=organisation_id, state=RunState.CONFIRMED
        ).distinct()[:6]
    )
