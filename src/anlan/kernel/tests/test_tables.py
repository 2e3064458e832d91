"""Tables that come with the platform, brought up to date."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.base.deadlines.models import ClockRule
from anlan.kernel.tables import bring_up_to_date, read_csv

pytestmark = pytest.mark.django_db


def rule(code: str, **values: Any) -> dict[str, Any]:
    given = {"title": "演示时钟", "amount": 1, "unit": "hours", "legal_basis": "第一条"}
    return {"code": code, **given, **values}


def keep(*rows: dict[str, Any], **how: Any) -> list[ClockRule]:
    return bring_up_to_date(ClockRule, rows, **how)


def test_remarks_of_a_table_are_left_out(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text('# why\ncode,text\na,"one, two"\n# more\nb,三\n', encoding="utf-8")

    assert read_csv(table) == [{"code": "a", "text": "one, two"}, {"code": "b", "text": "三"}]


def test_new_rows_are_added_and_known_ones_follow_the_table():
    first, second = keep(rule("t.one"), rule("t.two"))
    again = keep(rule("t.two", amount=2), rule("t.one"), rule("t.three"))

    assert [row.code for row in again] == ["t.two", "t.one", "t.three"]
    assert again[0].pk == second.pk
    assert ClockRule.objects.get(code="t.two").amount == 2
    assert ClockRule.objects.get(code="t.one").updated_at == first.updated_at
    assert ClockRule.objects.get(code="t.two").updated_at > second.created_at


def test_what_an_officer_may_change_is_written_once():
    keep(rule("t.one"), once=("amount",))
    ClockRule.objects.update(amount=5)
    keep(rule("t.one", title="新名称"), once=("amount",))

    kept = ClockRule.objects.get(code="t.one")
    assert (kept.title, kept.amount) == ("新名称", 5)


def test_a_row_that_stays_is_left_alone():
    keep(rule("t.one", is_verified=True), rule("t.two", is_verified=False))
    keep(
        rule("t.one", amount=9, is_verified=False),
        rule("t.two", amount=9, is_verified=False),
        stays=lambda known: known.is_verified,
    )

    assert dict(ClockRule.objects.values_list("code", "amount")) == {"t.one": 1, "t.two": 9}


def test_what_follows_from_the_rest_is_worked_out_for_new_and_changed_rows():
    def finish(row: ClockRule) -> None:
        row.legal_basis = f"{row.title}依据"

    keep(rule("t.one"), finish=finish)
    keep(rule("t.one", title="另一时钟"), finish=finish)

    assert ClockRule.objects.get(code="t.one").legal_basis == "另一时钟依据"


def test_the_same_table_again_is_one_statement_that_reads():
    rows = [rule(f"t.{number}") for number in range(40)]
    keep(*rows)
    with CaptureQueriesContext(connection) as statements:
        keep(*rows)

    assert [query["sql"].split()[0] for query in statements] == ["SELECT"]


def test_of_two_rows_with_one_key_the_last_holds():
    (kept,) = keep(rule("t.one"), rule("t.one", amount=3))

    assert kept.amount == ClockRule.objects.get().amount == 3


def test_no_rows_ask_nothing():
    with CaptureQueriesContext(connection) as statements:
        assert keep() == []
    assert len(statements) == 0
