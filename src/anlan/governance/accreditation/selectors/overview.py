"""Demonstration units counted by township and kind; the queue of the office; a unit's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anlan.base.regions.public import county_prefix, names_of, prefix_of
from anlan.governance.accreditation.choices import (
    IN_FORCE,
    RUNNING,
    CaseState,
    RoundState,
)
from anlan.governance.accreditation.models import Case
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

TOWNSHIP_DIGITS = 9


@dataclass
class TownshipLine:
    """What a township has: by kind, on the way, late, exited this year."""

    code: str
    name: str
    prefix: str
    by_kind: Counter[str] = field(default_factory=Counter)
    in_force: int = 0
    running: int = 0
    rectifying: int = 0
    late: int = 0
    exited: int = 0

    #: Kind and number, filled by ``township_lines`` in the order of the kinds.
    named_cells: list[tuple[str, int]] = field(default_factory=list)


def township_lines(actor: Actor) -> tuple[list[str], list[TownshipLine]]:
    """Return the kinds and the townships with their numbers; two statements."""
    today = clock.today()
    rows = list(
        visible(Case, actor).values_list(
            "region_id", "kind__name", "state", "recheck_on", "valid_until", "exited_on"
        )
    )
    lines: dict[str, TownshipLine] = {}
    kinds: Counter[str] = Counter()
    for region, kind, state, recheck_on, valid_until, exited_on in rows:
        prefix = prefix_of(region)[:TOWNSHIP_DIGITS]
        code = prefix.ljust(12, "0")
        line = lines.setdefault(code, TownshipLine(code, code, prefix))
        if state in IN_FORCE:
            kinds[kind] += 1
            line.by_kind[kind] += 1
            line.in_force += 1
            line.rectifying += state == CaseState.RECTIFYING
            is_late = (recheck_on and recheck_on < today) or (valid_until and valid_until < today)
            line.late += bool(is_late)
        elif state in RUNNING:
            line.running += 1
        elif exited_on is not None and exited_on.year == today.year:
            line.exited += 1
    names = names_of(lines)
    order = [kind for kind, _count in kinds.most_common()]
    for code, line in lines.items():
        line.name = names.get(code, code)
        line.named_cells = [(kind, line.by_kind[kind]) for kind in order]
    # The county's own titles stand first, then townships by what they have.
    found = sorted(
        lines.values(),
        key=lambda line: (line.code != county_prefix(line.code).ljust(12, "0"), -line.in_force),
    )
    return order, found


def own_cases(actor: Actor, rows: Any) -> list[dict[str, Any]]:
    """Return a unit's own titles and candidates with what is to be done."""
    cases = list(
        rows.exclude(state__in=(CaseState.REFUSED, CaseState.WITHDRAWN))
        .select_related("kind", "office")
        .prefetch_related("rounds__answers__criterion", "rectifications")
        .order_by("-pk")[:60]
    )
    return [_own(case) for case in cases]


def _own(case: Case) -> dict[str, Any]:
    running = [
        row for row in case.rounds.all() if row.state in (RoundState.OPEN, RoundState.SUBMITTED)
    ]
    found = running[0] if running else None
    answers: Iterable[Any] = found.answers.all() if found is not None else ()
    left = [a for a in answers if not a.is_answered]
    against = [a for a in answers if a.auto_met is False]
    silent = [a for a in answers if a.auto_at is not None and a.auto_met is None]
    owed = [row for row in case.rectifications.all() if row.state == "open"]
    return {
        "case": case,
        "round": found,
        "total": len(list(answers)),
        "done": len(list(answers)) - len(left),
        "is_with_unit": found is not None and found.state == RoundState.OPEN,
        "left": left[:8],
        "against": against[:8],
        "silent": len(silent),
        "owed": owed,
        "state": {"label": case.state_label, "tone": case.tone},
    }
