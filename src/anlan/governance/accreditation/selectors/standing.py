"""How a round of criteria stands: what is missing, what reviewers found, does it suffice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from anlan.governance.accreditation.choices import Effect, RoundState, Scoring
from anlan.governance.accreditation.models import Answer, Case, Kind, Round, SiteMark
from anlan.governance.accreditation.registry import find_check

#: On-site reviews are made by two people.
REVIEWERS = 2
ONE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with what counts for it: the reviewers' finding, else the unit's own answer."""

    answer: Answer
    is_met: bool | None
    points: Decimal | None
    marks: tuple[SiteMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the criteria are met, the score in per cent, and what stands against it."""

    is_passed: bool
    score: Decimal | None
    words: str
    lines: tuple[Line, ...]


def open_round(case: Case) -> Round | None:
    """Return the round that runs, or None."""
    return case.rounds.filter(state__in=(RoundState.OPEN, RoundState.SUBMITTED)).first()


def answers_of(found: Round) -> list[Answer]:
    """Return the answers with their criteria, in order."""
    return list(found.answers.select_related("criterion"))


def unanswered(found: Round) -> list[Answer]:
    """Return the answers the unit still owes."""
    return [answer for answer in answers_of(found) if not answer.is_answered]


def vetoed(found: Round) -> list[Answer]:
    """Return the prerequisites that the unit, or records that are final, say are not met."""
    return [
        answer
        for answer in answers_of(found)
        if answer.criterion.effect == Effect.VETO and (answer.is_met is False or _is_denied(answer))
    ]


def _is_denied(answer: Answer) -> bool:
    check = find_check(answer.criterion.check_code)
    return answer.auto_met is False and check is not None and check.is_final


def marks_of(found: Round) -> dict[int, list[SiteMark]]:
    """Return the marks of a round by answer, in one query."""
    rows: dict[int, list[SiteMark]] = defaultdict(list)
    for mark in SiteMark.objects.filter(answer__round=found).order_by("id"):
        rows[mark.answer_id].append(mark)
    return rows


def reviewers_done(found: Round) -> int:
    """Return how many reviewers have marked every criterion."""
    wanted = found.answers.count()
    counts: dict[str, int] = defaultdict(int)
    for marks in marks_of(found).values():
        for mark in marks:
            counts[mark.reviewer_id] += 1
    return sum(1 for count in counts.values() if wanted and count >= wanted)


def _line(answer: Answer, marks: list[SiteMark]) -> Line:
    """Both reviewers must see it; points are the mean of theirs."""
    if not marks:
        return Line(answer, answer.is_met, answer.points)
    if answer.criterion.effect == Effect.POINTS:
        given = [mark.points for mark in marks if mark.points is not None]
        mean = sum(given, Decimal(0)) / len(given) if given else None
        points = mean.quantize(ONE, ROUND_HALF_UP) if mean is not None else None
        return Line(answer, bool(points), points, tuple(marks))
    return Line(answer, all(mark.is_met for mark in marks), None, tuple(marks))


def judge(found: Round) -> Verdict:
    """Return whether a round suffices, by the reviewers where there are any."""
    marks = marks_of(found)
    lines = tuple(_line(answer, marks.get(answer.pk, [])) for answer in answers_of(found))
    against = [
        line.answer.criterion.name
        for line in lines
        if line.answer.criterion.effect != Effect.POINTS and not line.is_met
    ]
    kind = found.case.kind
    score = score_of(lines)
    if against:
        return Verdict(False, score, "；".join(against[:3]), lines)
    if kind.scoring == Scoring.ALL:
        return Verdict(True, score, "", lines)
    return _by_points(kind, score, lines)


def _by_points(kind: Kind, score: Decimal | None, lines: tuple[Line, ...]) -> Verdict:
    if score is None or kind.pass_mark is None:
        return Verdict(False, score, _("no points yet"), lines)
    if score < kind.pass_mark:
        return Verdict(
            False,
            score,
            _("%(score)s%% of the points, %(pass)s%% are needed")
            % {"score": score, "pass": kind.pass_mark},
            lines,
        )
    return Verdict(True, score, "", lines)


def score_of(lines: tuple[Line, ...]) -> Decimal | None:
    """Return the points in per cent of those that could be had; of yes and no, the share met."""
    with_points = [line for line in lines if line.answer.criterion.effect == Effect.POINTS]
    if with_points:
        full = sum((line.answer.criterion.points for line in with_points), Decimal(0))
        had = sum((line.points or Decimal(0) for line in with_points), Decimal(0))
        return (had / full * 100).quantize(ONE, ROUND_HALF_UP) if full else None
    if not lines:
        return None
    met = sum(1 for line in lines if line.is_met)
    return (Decimal(met) / len(lines) * 100).quantize(ONE, ROUND_HALF_UP)
