"""Numbers of papers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from anlan.base.documents.services.documents import balanced, official_date, official_time
from anlan.base.documents.services.numbers import document_number, draw_number
from anlan.kernel import clock


def test_numbers_run_by_series_and_year(db, frozen_clock):
    assert document_number("龙应急信") == "龙应急信〔2026〕1号"
    assert document_number("龙应急信") == "龙应急信〔2026〕2号"
    assert document_number("龙应急函") == "龙应急函〔2026〕1号"
    with clock.freeze(datetime(2027, 1, 1, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert draw_number("龙应急信") == (2027, 1)


def test_dates_are_written_without_leading_zeros():
    at = datetime(2026, 1, 2, 3, 4, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert official_date(at) == "2026年1月2日"
    assert official_time(at) == "2026年1月2日03时04分"


def test_a_long_title_is_broken_where_its_words_end():
    assert balanced("关于演示火情情况的初报") == "关于演示火情情况的初报"
    assert balanced("关于演示龙游化工一厂氯气泄漏事故情况的初报") == (
        "关于演示龙游化工一厂氯气泄漏事故\n情况的初报"
    )
    assert max(map(len, balanced("字" * 41).splitlines())) == 14
