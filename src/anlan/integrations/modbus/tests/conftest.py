"""How long the attacks of these tests last."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def fuzz_seconds():
    """Short in the suite; ``ANLAN_FUZZ_SECONDS`` makes it longer."""
    return float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.5"))
