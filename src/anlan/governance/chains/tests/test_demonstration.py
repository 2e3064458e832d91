"""What the demonstration county shows of chains: clues in all states, stages late, a dispute."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.urls import reverse
from django.utils import timezone

from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.chains import CASES, DRAFT, IN_FORCE, write_chains
from anlan.governance.chains.checking import blocking
from anlan.governance.chains.choices import ClueState
from anlan.governance.chains.models import Chain, Clue, Dispute, Trace
from anlan.governance.chains.origins import same_origin
from anlan.governance.chains.tests.factories import Played, play
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


@pytest.fixture
def played(db) -> Played:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        made = play()
        book = Book(
            county=cast(Any, SimpleNamespace(code=made.county, name="龙游县")),
            actor=system_actor("tests"),
            now=clock.now(),
            today=timezone.localtime(clock.now()).date(),
            organisations={code: unit.pk for code, unit in made.units.items()},
        )
        write_chains(book)
        yield made


def test_the_demonstration_has_three_chains_in_force_and_every_state(played, visit):
    states = Counter(Clue.objects.values_list("state", flat=True))
    assert set(states) == set(ClueState.values)
    assert sum(states.values()) == len(CASES)
    in_force = Chain.objects.filter(versions__state="published").values_list("code", flat=True)
    assert set(in_force) == set(IN_FORCE)
    assert blocking(Chain.objects.get(code=DRAFT).versions.get())
    assert any(trace.is_late for trace in Trace.objects.select_related("clue"))
    assert Dispute.objects.filter(state="open").exists()
    repeated = [clue for clue in Clue.objects.all() if same_origin(clue, played.office)]
    assert len(repeated) >= 5
    office = visit(played.office)
    for chain in Chain.objects.all():
        assert office.get(chain.get_absolute_url()).status_code == 200
    for clue in Clue.objects.all():
        assert office.get(clue.get_absolute_url()).status_code == 200
    assert office.get(reverse("chains:traces")).status_code == 200
