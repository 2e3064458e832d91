"""A tiny pack in force, for tests of this app."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.kernel.actor import system_actor
from anlan.supervision.ledgers.models import Ledger, Pack
from anlan.supervision.ledgers.services.packs import load_shipped
from anlan.supervision.ledgers.tests.factories import department

TINY = Path(__file__).parent / "packs"


@pytest.fixture
def tiny(db):
    """The tiny pack, loaded, with its department."""
    department()
    return load_shipped(system_actor("tests"), TINY)[0]


@pytest.fixture
def tanks(tiny: Pack) -> Ledger:
    """Its ledger."""
    return tiny.ledgers.get(code="tanks")
