"""Jobs belong to the change that wanted them, and survive the worker that began them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from anlan.kernel.jobs import MOST_ATTEMPTS, job, retry_stalled

pytestmark = pytest.mark.django_db


@job(queue="test")
def count_to(number: int) -> None:
    """Stand-in for a job."""


@pytest.fixture(autouse=True)
def _real_queue(settings):
    settings.ANLAN_JOBS = "queue"


def rows(columns="status::text, attempts"):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM procrastinate_jobs WHERE queue_name = 'test' ORDER BY id"
        )
        return cursor.fetchall()


def begin(attempts=0):
    """Leave the jobs as a killed worker leaves them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s"
            " WHERE queue_name = 'test' AND status = 'todo'",
            [attempts],
        )


def test_a_job_of_a_change_that_failed_does_not_exist():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        count_to.defer(number=1)
        assert rows() == [("todo", 0)]
        raise ZeroDivisionError
    assert rows() == []


def test_interrupted_jobs_are_queued_again():
    count_to.defer(number=1)
    begin()

    assert retry_stalled() == 1
    assert rows() == [("todo", 1)]
    assert retry_stalled() == 0


def test_of_two_interrupted_jobs_with_one_key_one_is_enough():
    assert count_to.defer_once("key", number=1)
    begin()
    assert count_to.defer_once("key", number=1)
    assert not count_to.defer_once("key", number=1)

    assert retry_stalled() == 0
    assert rows() == [("todo", 0)]


def test_a_job_that_is_interrupted_ever_again_is_given_up():
    count_to.defer(number=1)
    begin(attempts=MOST_ATTEMPTS)

    assert retry_stalled() == 0
    assert rows("status::text") == [("failed",)]
