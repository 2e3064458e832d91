"""Taking figures and adding up: facts are frozen with the result and give the same points."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import Effect, ItemState, Means
from anlan.governance.assessment.contracts import ScoreFact, Unit
from anlan.governance.assessment.models import ItemResult, Run, Scheme, SchemeItem, UnitResult
from anlan.governance.assessment.registry import find_source
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows

#: So many records behind the points are kept with them by name.
MOST_KEPT = 20


def limits_of(scheme: Scheme) -> scoring.Limits:
    """Return full mark, caps and grades of a scheme."""
    return scoring.Limits(
        scheme.full_mark,
        scheme.bonus_cap,
        scheme.deduction_cap,
        scheme.excellent_from,
        scheme.good_from,
        scheme.passed_from,
    )


def fact_of(item: SchemeItem, unit: Unit, since: date, until: date, actor: Actor) -> ScoreFact:
    """Ask the source of an automatic item; one that does not know such units has no data."""
    source = find_source(item.source)
    if source is None:
        return ScoreFact(None, "数据来源未登记。")
    if unit.kind not in source.kinds:
        return ScoreFact(None, "该数据来源不适用于此类单位。")
    given = {p.name: p.default for p in source.parameters}
    given |= {name: str(value) for name, value in item.parameters.items()}
    return source.compute(actor, unit, since, until, given)


def frozen(fact: ScoreFact, item: SchemeItem) -> dict[str, Any]:
    """Return a fact as it is kept with the result."""
    source = find_source(item.source)
    return {
        "value": None if fact.value is None else str(fact.value),
        "numerator": None if fact.numerator is None else str(fact.numerator),
        "denominator": None if fact.denominator is None else str(fact.denominator),
        "words": fact.words,
        "url": fact.url,
        "losses": [
            {"words": x.words, "url": x.url, "until": x.until.isoformat() if x.until else ""}
            for x in fact.losses
        ],
        "kept": [{"words": x.words, "url": x.url} for x in fact.kept[:MOST_KEPT]],
        "source": item.source,
        "source_name": str(source.name) if source else "",
        "formula": str(source.formula) if source else "",
        "parameters": dict(item.parameters),
        "rule": dict(item.rule),
        "full": str(item.points),
        "taken_at": clock.now().isoformat(),
    }


def value_of(facts: Mapping[str, Any]) -> Decimal | None:
    """Return the frozen value."""
    value = facts.get("value")
    return None if value in (None, "") else Decimal(str(value))


def peers_of(rows: Iterable[ItemResult], one: ItemResult) -> list[Decimal]:
    """Return the values of an item in the group of comparable units, its own included.

    Only rules that compare with others need them.
    """
    found: list[Decimal] = []
    if (one.facts.get("rule") or one.item.rule).get("kind") != "rank":
        return found
    for row in rows:
        if row.item_id == one.item_id and row.result.group_name == one.result.group_name:
            value = value_of(row.facts)
            if value is not None:
                found.append(value)
    return found


def score_facts(row: ItemResult, peers: Iterable[Decimal]) -> scoring.Scored:
    """Return the points of an automatic item from its frozen facts alone."""
    facts = row.facts
    return scoring.score_item(
        effect=row.item.effect,
        full=Decimal(str(facts.get("full", row.item.points))),
        rule=facts.get("rule") or row.item.rule,
        value=value_of(facts),
        peers=sorted(peers),
    )


def line_of(row: ItemResult) -> scoring.Line:
    """Return an item as the total needs it; by hand, what nobody recorded did not happen."""
    item = row.item
    points = row.points
    if points is None and item.means == Means.EVIDENCE and item.effect != Effect.EARN:
        points = Decimal(0)
    return scoring.Line(
        part=item.part.name,
        effect=item.effect,
        full=Decimal(1) if item.effect == Effect.VETO else item.points,
        points=points,
        applies=row.state != ItemState.EXEMPT,
        name=item.name,
    )


def add_up(result: UnitResult, rows: Iterable[ItemResult], scheme: Scheme) -> scoring.Total:
    """Write the total of a unit from its items."""
    found = scoring.total((line_of(row) for row in rows), limits_of(scheme))
    result.base, result.bonus, result.deduction = found.base, found.bonus, found.deduction
    result.score, result.band = found.score, found.band
    result.missing = len(found.missing)
    if result.missing and not found.vetoes:
        result.band = ""  # no grade before every item is known
    result.vetoed = "；".join(found.vetoes)
    result.by_part = {
        part: [str(earned), str(possible)] for part, (earned, possible) in found.by_part.items()
    }
    return found


def checksum(rows: Iterable[ItemResult]) -> str:
    """Return the checksum of everything the points of a unit were made from."""
    content = [
        {
            "item": row.item_id,
            "facts": row.facts,
            "points": None if row.points is None else f"{row.points:.2f}",
            "state": row.state,
            "marks": [[f"{m.points:.2f}", m.by_name] for m in row.marks.all()],
        }
        for row in sorted(rows, key=lambda row: row.item_id)
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def items_of(run: Run) -> list[ItemResult]:
    """Return every item of every unit of a run, with what scoring needs."""
    return list(
        ItemResult.objects.filter(result__run=run)
        .select_related("item__part", "result__organisation", "result__person")
        .prefetch_related("marks")
        .order_by("result_id", "item_id")
    )


def settle_totals(run: Run, rows: Iterable[ItemResult] | None = None) -> list[UnitResult]:
    """Add up every unit of a run, convert within groups, rank, compare with last time."""
    items = list(rows) if rows is not None else items_of(run)
    by_result: dict[int, list[ItemResult]] = {}
    for row in items:
        by_result.setdefault(row.result_id, []).append(row)
    results = list(run.results.select_related("organisation", "person"))
    scheme = run.scheme
    for result in results:
        own = by_result.get(result.pk, [])
        add_up(result, own, scheme)
        result.inputs_sha256 = checksum(own)
    standings = scoring.rank(
        (
            scoring.Standing(r.pk, r.group_name, None if r.missing else r.score, bool(r.vetoed))
            for r in results
        ),
        scheme.normalisation,
        scheme.full_mark + scheme.bonus_cap,
    )
    places = {row.key: row for row in standings}
    before = _places_before(run)
    for result in results:
        standing = places[result.pk]
        result.comparable, result.rank = standing.comparable, standing.rank
        result.rank_before = before.get((result.organisation_id, result.person_id))
    update_rows(
        results,
        [
            "base",
            "bonus",
            "deduction",
            "score",
            "comparable",
            "by_part",
            "missing",
            "vetoed",
            "band",
            "rank",
            "rank_before",
            "inputs_sha256",
        ],
    )
    return results


def _places_before(run: Run) -> dict[tuple[int, int | None], int]:
    if run.previous_id is None:
        return {}
    rows = UnitResult.objects.filter(run_id=run.previous_id, rank__isnull=False)
    return {
        (organisation, person): rank
        for organisation, person, rank in rows.values_list("organisation_id", "person_id", "rank")
        if rank is not None
    }
