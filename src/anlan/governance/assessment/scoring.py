"""Points: pure arithmetic over facts and rules. Words of explanations are official Chinese.

A rule is data: ``{"kind": "proportional", "full_at": 1, "zero_at": 0.6}`` and so on (``KINDS``).
What has no data gets no points and no zero: it stays ``None`` and is left out of both what was
earned and what could be earned, until the office decides on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
ZERO = Decimal(0)


def points_of(value: Decimal | float | int | str) -> Decimal:
    """Return a number as points with two decimals."""
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


def plain(value: Decimal | float | int) -> str:
    """Return a number without needless zeros."""
    text = f"{Decimal(str(value)):.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


@dataclass(frozen=True, slots=True)
class Scored:
    """Points of an item, and why; None: no data."""

    points: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """An item as the total needs it."""

    part: str
    effect: str
    full: Decimal
    points: Decimal | None
    applies: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Full mark, caps and grades of a scheme."""

    full_mark: Decimal
    bonus_cap: Decimal
    deduction_cap: Decimal
    excellent_from: Decimal
    good_from: Decimal
    passed_from: Decimal

    def band(self, score: Decimal) -> str:
        """Return the grade of a score."""
        for code, limit in (
            ("excellent", self.excellent_from),
            ("good", self.good_from),
            ("passed", self.passed_from),
        ):
            if score >= limit:
                return code
        return "failed"


@dataclass(frozen=True, slots=True)
class Total:
    """What the items of a unit come to."""

    base: Decimal | None
    bonus: Decimal
    deduction: Decimal
    score: Decimal | None
    band: str
    missing: tuple[str, ...]
    vetoes: tuple[str, ...]
    by_part: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    words: str = ""


def _proportional(rule: Mapping[str, Any], value: Decimal, _peers: Sequence[Decimal]) -> Decimal:
    full, zero = Decimal(str(rule.get("full_at", 1))), Decimal(str(rule.get("zero_at", 0)))
    if full == zero:
        return Decimal(1) if value >= full else ZERO
    return min(Decimal(1), max(ZERO, (value - zero) / (full - zero)))


def _steps(rule: Mapping[str, Any], value: Decimal, _peers: Sequence[Decimal]) -> Decimal:
    steps = sorted(((Decimal(str(a)), Decimal(str(s))) for a, s in rule["steps"]), reverse=True)
    if rule.get("lower_is_better"):
        steps.reverse()
        found = next((share for limit, share in steps if value <= limit), None)
    else:
        found = next((share for limit, share in steps if value >= limit), None)
    return Decimal(str(rule.get("otherwise", 0))) if found is None else found


def _threshold(rule: Mapping[str, Any], value: Decimal, _peers: Sequence[Decimal]) -> Decimal:
    if "at_most" in rule:
        return Decimal(1) if value <= Decimal(str(rule["at_most"])) else ZERO
    return Decimal(1) if value >= Decimal(str(rule.get("at_least", 1))) else ZERO


def _rank(rule: Mapping[str, Any], value: Decimal, peers: Sequence[Decimal]) -> Decimal:
    last = Decimal(str(rule.get("last_share", "0.6")))
    if len(peers) < 2:
        return Decimal(1)
    lower = bool(rule.get("lower_is_better"))
    ahead = sum(1 for peer in peers if (peer < value if lower else peer > value))
    return Decimal(1) - (Decimal(1) - last) * ahead / (len(peers) - 1)


Share = Callable[[Mapping[str, Any], Decimal, Sequence[Decimal]], Decimal]
#: Rules that give a share of the item's points.
SHARES: dict[str, Share] = {
    "proportional": _proportional,
    "steps": _steps,
    "threshold": _threshold,
    "rank": _rank,
}
#: All kinds of rules; ``per_case`` counts points for each case.
KINDS = (*SHARES, "per_case")


def rule_words(rule: Mapping[str, Any]) -> str:
    """Return a rule as the scheme prints it."""
    kind = rule.get("kind", "")
    if kind == "proportional":
        full, zero = plain(rule.get("full_at", 1)), plain(rule.get("zero_at", 0))
        return f"达到{full}得满分，{zero}及以下不得分，其间按比例"
    if kind == "steps":
        sign = "不高于" if rule.get("lower_is_better") else "达到"
        steps = "；".join(f"{sign}{plain(a)}得{plain(float(s) * 100)}%" for a, s in rule["steps"])
        return f"{steps}；其余得{plain(float(rule.get('otherwise', 0)) * 100)}%"
    if kind == "threshold":
        if "at_most" in rule:
            return f"不超过{plain(rule['at_most'])}得满分，否则不得分"
        return f"达到{plain(rule.get('at_least', 1))}得满分，否则不得分"
    if kind == "rank":
        last = plain(float(rule.get("last_share", 0.6)) * 100)
        return f"同组排名，第一名得满分，末名得{last}%"
    if kind == "per_case":
        return f"每起（次）{plain(rule.get('points', 1))}分，不超过本项分值"
    if "at_least" in rule:
        return f"达到{plain(rule['at_least'])}起（次）即触发"
    return "按评分标准打分"


def score_item(
    *,
    effect: str,
    full: Decimal,
    rule: Mapping[str, Any],
    value: Decimal | None,
    peers: Sequence[Decimal] = (),
) -> Scored:
    """Return the points of an automatic item; for deductions the points to take away."""
    if value is None:
        return Scored(None, "没有数据，不计分，也不按零分或满分处理。")
    if effect == "veto":
        limit = Decimal(str(rule.get("at_least", 1)))
        hit = value >= limit
        return Scored(Decimal(1) if hit else ZERO, "触发一票否决。" if hit else "未触发一票否决。")
    if rule.get("kind") == "per_case":
        each = Decimal(str(rule.get("points", 1)))
        found = min(full, value * each)
        taken = points_of(full - found if effect == "earn" else found)
        return Scored(taken, f"{plain(value)}起（次）×{plain(each)}分。")
    share = SHARES[rule.get("kind", "proportional")](rule, value, peers)
    points = points_of(full * min(Decimal(1), max(ZERO, share)))
    return Scored(
        points, f"{rule_words(rule)}；{plain(full)}分×{plain(share)}＝{plain(points)}分。"
    )


def total(lines: Iterable[Line], limits: Limits) -> Total:
    """Add up the items of one unit; the order of the lines does not matter."""
    rows = [line for line in lines if line.applies]
    missing = sorted(
        line.name for line in rows if line.points is None and line.effect in ("earn", "veto")
    )
    earned: dict[str, Decimal] = {}
    possible: dict[str, Decimal] = {}
    for line in rows:
        if line.effect == "earn" and line.points is not None:
            earned[line.part] = earned.get(line.part, ZERO) + _within(line)
            possible[line.part] = possible.get(line.part, ZERO) + line.full
    room = sum(possible.values(), ZERO)
    got = sum(earned.values(), ZERO)
    bonus = min(limits.bonus_cap, _sum(rows, "bonus"))
    deduction = min(limits.deduction_cap, _sum(rows, "deduct"))
    vetoes = sorted(line.name for line in rows if line.effect == "veto" and line.points)
    by_part = {part: (earned[part], possible[part]) for part in sorted(possible)}
    if not room:
        band = "failed" if vetoes else ""
        return Total(
            None,
            bonus,
            deduction,
            None,
            band,
            tuple(missing),
            tuple(vetoes),
            by_part,
            "没有可计分的项目。",
        )
    base = points_of(got / room * limits.full_mark)
    score = max(ZERO, base + bonus - deduction)
    words = f"得分项{plain(got)}／{plain(room)}，折算{plain(base)}分"
    if bonus:
        words += f"＋加分{plain(bonus)}"
    if deduction:
        words += f"－扣分{plain(deduction)}"
    return Total(
        base=base,
        bonus=bonus,
        deduction=deduction,
        score=score,
        band="failed" if vetoes else limits.band(score),
        missing=tuple(missing),
        vetoes=tuple(vetoes),
        by_part=by_part,
        words=f"{words}＝{plain(score)}分。",
    )


def _within(line: Line) -> Decimal:
    return min(line.full, max(ZERO, line.points or ZERO))


def _sum(rows: Iterable[Line], effect: str) -> Decimal:
    return sum((_within(line) for line in rows if line.effect == effect), ZERO)


@dataclass(frozen=True, slots=True)
class Standing:
    """What ranking needs of a unit, and gives back."""

    key: int
    group: str
    score: Decimal | None
    vetoed: bool
    comparable: Decimal | None = None
    rank: int | None = None


def rank(rows: Iterable[Standing], method: str, highest: Decimal) -> list[Standing]:
    """Rank units: equal scores share a place, vetoed ones come last, without a score none.

    ``groups`` ranks within each group; ``mean`` makes the means of the groups equal before ranking
    all in one list (never above ``highest``).
    """
    found = [_comparable(row, factor) for row, factor in _factors(list(rows), method, highest)]
    ranked = []
    for row in found:
        if row.comparable is None:
            ranked.append(row)
            continue
        peers = [
            other
            for other in found
            if other.comparable is not None and (method != "groups" or other.group == row.group)
        ]
        place = 1 + sum(1 for other in peers if _before(other, row))
        ranked.append(replace(row, rank=place))
    return sorted(ranked, key=lambda row: (row.rank is None, row.rank or 0, row.key))


def _before(one: Standing, other: Standing) -> bool:
    if one.vetoed != other.vetoed:
        return other.vetoed
    return (one.comparable or ZERO) > (other.comparable or ZERO)


def _factors(
    rows: list[Standing], method: str, highest: Decimal
) -> Iterable[tuple[Standing, tuple[Decimal, Decimal]]]:
    scores = [row.score for row in rows if row.score is not None]
    overall = sum(scores, ZERO) / len(scores) if scores else ZERO
    for row in rows:
        factor = Decimal(1)
        if method == "mean":
            mates = [r.score for r in rows if r.group == row.group and r.score is not None]
            mean = sum(mates, ZERO) / len(mates) if mates else ZERO
            factor = overall / mean if mean else Decimal(1)
        yield row, (factor, highest)


def _comparable(row: Standing, given: tuple[Decimal, Decimal]) -> Standing:
    factor, highest = given
    if row.score is None:
        return row
    value = row.score if factor == 1 else points_of(min(highest, row.score * factor))
    return replace(row, comparable=value)
