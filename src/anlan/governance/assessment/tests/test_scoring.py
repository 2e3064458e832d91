"""Points: rules by hand, and what holds for every scheme."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.governance.assessment import scoring
from anlan.governance.assessment.scoring import Limits, Line, Standing, score_item

D = Decimal
LIMITS = Limits(D(100), D(5), D(30), D(90), D(80), D(60))


def _points(rule, value, full=10, effect="earn", peers=()):
    return score_item(
        effect=effect,
        full=D(full),
        rule=rule,
        value=None if value is None else D(str(value)),
        peers=[D(str(p)) for p in peers],
    ).points


def test_every_rule_gives_the_points_one_counts_by_hand():
    proportional = {"kind": "proportional", "full_at": 1, "zero_at": 0.6}
    assert [_points(proportional, v) for v in (1, 0.8, 0.6, 0.3, 1.4)] == [10, 5, 0, 0, 10]
    steps = {"kind": "steps", "steps": [[0.9, 0.8], [1, 1], [0.8, 0.5]], "otherwise": 0}
    assert [_points(steps, v) for v in (1, 0.95, 0.8, 0.79)] == [10, 8, 5, 0]
    fewer = {"kind": "steps", "steps": [[0, 1], [2, 0.5]], "lower_is_better": True}
    assert [_points(fewer, v) for v in (0, 1, 2, 3)] == [10, 5, 5, 0]
    assert [_points({"kind": "threshold", "at_least": 3}, v) for v in (3, 2)] == [10, 0]
    assert [_points({"kind": "threshold", "at_most": 3}, v) for v in (3, 4)] == [10, 0]
    case = {"kind": "per_case", "points": 4}
    assert [_points(case, v) for v in (0, 1, 2, 9)] == [10, 6, 2, 0]
    assert [_points(case, v, effect="deduct") for v in (0, 1, 2, 9)] == [0, 4, 8, 10]
    rank = {"kind": "rank", "last_share": 0.6}
    assert [_points(rank, v, peers=(3, 2, 1)) for v in (3, 2, 1)] == [10, 8, 6]
    assert _points(rank, 2, peers=(2, 2, 1)) == 10
    assert [_points({"at_least": 1}, v, effect="veto") for v in (0, 1, 3)] == [0, 1, 1]


def test_no_data_is_neither_zero_nor_full():
    assert _points({"kind": "proportional"}, None) is None
    lines = [
        Line("甲", "earn", D(60), D(48), name="销号"),
        Line("甲", "earn", D(40), None, name="值守"),
    ]
    found = scoring.total(lines, LIMITS)
    assert (found.base, found.missing) == (D("80.00"), ("值守",))
    assert scoring.total(lines[1:], LIMITS).score is None


def test_the_total_is_what_one_adds_up_by_hand():
    lines = [
        Line("甲", "earn", D(30), D("25.5")),
        Line("乙", "earn", D(50), D(40)),
        Line("乙", "earn", D(20), None, applies=False),
        Line("丙", "bonus", D(4), D(4)),
        Line("丙", "bonus", D(4), D(3)),
        Line("丙", "deduct", D(20), D(12)),
    ]
    found = scoring.total(lines, LIMITS)
    # (25.5 + 40) of (30 + 50) is 81.875 of 100; bonus at most 5, deductions 12.
    assert found.base == D("81.88")
    assert (found.bonus, found.deduction, found.score, found.band) == (
        D(5),
        D(12),
        D("74.88"),
        "passed",
    )
    assert found.by_part == {"甲": (D("25.5"), D(30)), "乙": (D(40), D(50))}
    vetoed = scoring.total([*lines, Line("丙", "veto", D(1), D(1), name="瞒报")], LIMITS)
    assert (vetoed.score, vetoed.band, vetoed.vetoes) == (D("74.88"), "failed", ("瞒报",))


POINTS = st.decimals(0, 40, places=2)
LINES = st.lists(
    st.builds(
        Line,
        part=st.sampled_from("甲乙"),
        effect=st.sampled_from(["earn", "earn", "bonus", "deduct", "veto"]),
        full=st.decimals(1, 40, places=1),
        points=st.none() | POINTS,
        applies=st.booleans(),
        name=st.sampled_from(["一", "二", "三"]),
    ),
    max_size=7,
)


@settings(max_examples=30, deadline=None)
@given(LINES, st.randoms(use_true_random=False))
def test_the_total_stays_within_its_caps_and_forgets_the_order(lines, random):
    found = scoring.total(lines, LIMITS)
    mixed = list(lines)
    random.shuffle(mixed)
    assert scoring.total(mixed, LIMITS) == found
    assert 0 <= found.bonus <= 5
    assert 0 <= found.deduction <= 30
    if found.score is not None:
        assert 0 <= found.score <= 105
    if any(x.effect == "veto" and x.applies and x.points for x in lines):
        assert found.band == "failed"


SCORES = st.lists(
    st.tuples(st.sampled_from("甲乙"), st.none() | st.integers(1, 100), st.booleans()), max_size=6
)


@settings(max_examples=25, deadline=None)
@given(SCORES, st.sampled_from(["none", "groups", "mean"]))
def test_equal_scores_share_a_place_and_the_vetoed_come_last(rows, method):
    standings = [
        Standing(n, group, None if score is None else D(score), vetoed)
        for n, (group, score, vetoed) in enumerate(rows)
    ]
    found = {row.key: row for row in scoring.rank(standings, method, D(105))}
    for one, other in permutations(found.values(), 2):
        if one.score is None:
            assert one.rank is None
        elif other.score is not None and (method != "groups" or one.group == other.group):
            if one.vetoed == other.vetoed and one.comparable == other.comparable:
                assert one.rank == other.rank
            if not one.vetoed and other.vetoed:
                assert one.rank < other.rank


def test_groups_with_harder_work_are_made_comparable():
    rows = [
        Standing(1, "有园区", D(80), False),
        Standing(2, "有园区", D(70), False),
        Standing(3, "无园区", D(95), False),
        Standing(4, "无园区", D(85), False),
    ]
    found = {r.key: r for r in scoring.rank(rows, "mean", D(105))}
    # Means 75 and 90, overall 82.5: factors 1.1 and 0.9166…
    assert [found[k].comparable for k in (1, 2, 3, 4)] == [
        D("88.00"),
        D("77.00"),
        D("87.08"),
        D("77.92"),
    ]
    assert [found[k].rank for k in (1, 2, 3, 4)] == [1, 4, 2, 3]
    apart = {r.key: r.rank for r in scoring.rank(rows, "groups", D(105))}
    assert apart == {1: 1, 2: 2, 3: 1, 4: 2}
