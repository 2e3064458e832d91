"""Rows written in bulk are the rows the usual way would have written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.kernel import clock
from anlan.kernel.bulk import FEW, insert_rows, update_rows
from anlan.kernel.models import EventRecord, HandledEvent, Job

pytestmark = pytest.mark.django_db


def jobs(count: int) -> list[Job]:
    return [
        Job(
            kind="inspect",
            title=f"第{number}项\t“'\\\n",
            actor_id="system:test",
            progress=number,
            log=[f"行{number}", {"一": None}],
            started_at=clock.now() if number % 2 else None,
        )
        for number in range(count)
    ]


def values(row: Job) -> list[object]:
    return [getattr(row, field.attname) for field in Job._meta.concrete_fields]


@pytest.mark.parametrize("count", [0, 1, 3 * FEW])
def test_rows_stand_in_the_table_and_know_their_keys(count: int) -> None:
    made = insert_rows(Job, iter(jobs(count)))

    stored = {row.pk: row for row in Job.objects.all()}
    assert len(made) == len(stored) == count
    for row in made:
        assert values(stored[row.pk]) == values(row)
        assert not row._state.adding
        assert row.created_at is not None
    assert Job.objects.create(kind="next", title="next").pk not in stored


def test_rows_point_to_rows_written_before() -> None:
    records = [EventRecord(name=f"a.{n}", actor_id="system:test") for n in range(2 * FEW)]
    handled = [HandledEvent(event=record, handler="one") for record in records]

    insert_rows(EventRecord, records)
    insert_rows(HandledEvent, handled)

    found = HandledEvent.objects.values_list("event__name", flat=True)
    assert sorted(found) == sorted(record.name for record in records)


def test_a_refused_row_refuses_all() -> None:
    record = EventRecord.objects.create(name="a.b", actor_id="system:test")
    same = [HandledEvent(event=record, handler="one") for _number in range(2 * FEW)]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(HandledEvent, same)

    assert not HandledEvent.objects.exists()


def test_only_the_named_fields_are_written() -> None:
    rows = insert_rows(Job, jobs(2 * FEW))
    later = clock.now() + timedelta(days=1)
    for row in rows:
        row.title, row.progress, row.log = "新题", row.progress + 1, [row.pk]
        row.started_at = None if row.started_at else later
        row.error = "not written"

    update_rows(iter(rows), ["title", "progress", "log", "started_at"])

    stored = {row.pk: row for row in Job.objects.all()}
    for row in rows:
        row.error = ""
        assert values(stored[row.pk]) == values(row)


def test_nothing_is_written_of_no_rows() -> None:
    update_rows([], ["title"])
