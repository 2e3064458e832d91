"""Points and the clock: arithmetic that holds for every drill."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.command.drills import scoring
from anlan.command.drills.clockwork import Clockwork

TABLE = scoring.table()
SECONDS = st.floats(0, 10_000)
BEGIN = datetime(2026, 6, 15, 1, tzinfo=UTC)


def test_the_table_is_read_as_it_stands_in_the_file():
    assert TABLE.share(after_s=300, within_s=300, is_right_unit=True) == (1.0, "按时完成")
    assert TABLE.share(after_s=360, within_s=300, is_right_unit=True)[0] == 0.8
    assert TABLE.share(after_s=900, within_s=300, is_right_unit=True)[0] == 0.2
    assert TABLE.share(after_s=300, within_s=300, is_right_unit=False)[0] == 0.5
    assert TABLE.share(after_s=None, within_s=300, is_right_unit=True) == (0.0, "未完成")
    assert [TABLE.grade_of(s) for s in (95, 80, 60, 12)] == ["优", "良", "中", "差"]


@settings(max_examples=25, deadline=None)
@given(SECONDS, SECONDS, st.floats(1, 5_000), st.booleans())
def test_later_never_earns_more_and_the_right_unit_never_less(one, other, within, right):
    sooner, later = sorted((one, other))
    first = TABLE.share(after_s=sooner, within_s=within, is_right_unit=right)[0]
    second = TABLE.share(after_s=later, within_s=within, is_right_unit=right)[0]
    assert 0 < second <= first <= 1
    own, others = (
        TABLE.share(after_s=one, within_s=within, is_right_unit=unit)[0] for unit in (True, False)
    )
    assert others < own


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.none() | st.floats(0, 1)), max_size=12))
def test_a_score_lies_between_nothing_and_all_and_forgets_what_was_not_asked(rows):
    line = scoring.total("", rows)
    assert 0 <= line.score <= 100
    assert line.actions == sum(1 for _points, share in rows if share is not None)
    assert line.score == scoring.total("", [row for row in rows if row[1] is not None]).score


MOVES = st.lists(
    st.tuples(st.sampled_from(["start", "stop", "forward", "wait"]), st.integers(1, 600)),
    max_size=15,
)


@settings(max_examples=25, deadline=None)
@given(MOVES)
def test_the_clock_never_goes_back_and_jumps_cost_the_players_nothing(moves):
    found, at, forwarded = Clockwork(), BEGIN, 0
    times = [(0.0, 0.0)]
    for move, seconds in moves:
        if move == "forward":
            found = found.forward(at, seconds)
            forwarded += seconds
        elif move != "wait":
            found = getattr(found, move)(at)
        at += timedelta(seconds=seconds)
        times.append((found.shown_s(at), found.worked_s(at)))
    assert times == sorted(times)
    shown, worked = times[-1]
    assert abs(shown - worked - forwarded) < 1e-6
    assert Clockwork.from_json(found.to_json()).shown_s(at) == shown
