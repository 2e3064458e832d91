"""A loaded county for all tests of a module: loaded once, taken back at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from anlan.base.regions.models import Region
from anlan.demonstration.loader import LoadReport, load_county


@pytest.fixture(scope="module")
def demonstration() -> Iterator[None]:
    """Settings of a demonstration, for the length of the module: others run here after it."""
    patch = pytest.MonkeyPatch()
    from django.conf import settings

    patch.setattr(settings, "ANLAN_DEMO", True)
    yield
    patch.undo()


QUESTIONS = 500


def question_s() -> float:
    """Return the processor time of a plain question to the database, here and now. [s]"""
    began = time.process_time()
    for number in range(QUESTIONS):
        assert Region.objects.filter(pk=f"x{number}").first() is None
    return (time.process_time() - began) / QUESTIONS


@dataclass
class Pace:
    """What a question costs before and after the load, beside whatever runs; statements of it."""

    questions_s: list[float] = field(default_factory=list)
    statements: int = 0

    def count(self, execute: Any, *statement: Any) -> Any:
        """Count a statement and carry it out."""
        self.statements += 1
        return execute(*statement)


@pytest.fixture(scope="module")
def pace() -> Pace:
    """How quick the machine was when the county was loaded."""
    return Pace()


@pytest.fixture(scope="module")
def loaded(
    demonstration: None, django_db_setup: None, django_db_blocker: Any, pace: Pace
) -> Iterator[LoadReport]:
    """龙游县 in the test database, for the length of the module."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("zh-hans"):
        pace.questions_s += [question_s() for _go in range(3)]
        with connection.execute_wrapper(pace.count):
            report = load_county("龙游县")
        pace.questions_s += [question_s() for _go in range(3)]
        # Checked once here; else every test would check every row of the county at its end.
        connection.check_constraints()
        yield report
        transaction.set_rollback(True)
