"""The measurement of hazards runs in small: every figure is there, and the county adds up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from anlan.demonstration.management.commands.bench_hazards import TARGETS

PROMISED = (
    "regrade_p95_ms",
    "rollup_ms",
    "quarterly_ms",
    "list_p95_ms",
    "import_preview_s",
    "import_commit_s",
    "import_peak_mb",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Figures of a small county, measured as an operator does: in a process of its own."""
    name = f"{settings.DATABASES['default']['NAME']}_bench_{os.getpid()}"
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "bench_hazards",
            "--json",
            "--no-migrations",
            *("--database", name),
            *("--enterprises", "40", "--units", "240", "--hazards", "1500"),
            *("--import-rows", "20", "--share", "0.01"),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "anlan.config.settings"},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return dict(json.loads(answer.stdout.splitlines()[-1]))


def test_every_promised_figure_is_measured(figures: dict[str, Any]) -> None:
    assert set(PROMISED) <= set(TARGETS)
    assert all(figures[name] > 0 for name in PROMISED)
    assert (figures["enterprises"], figures["units"], figures["hazards"]) == (40, 240, 1500)


def test_pages_need_no_more_queries_for_more_rows(figures: dict[str, Any]) -> None:
    assert figures["queries_constant"], figures["queries_by_page"]


def test_the_county_adds_up_and_levels_move(figures: dict[str, Any]) -> None:
    assert figures["rollup_units"] == figures["counted_units"] > 200
    assert 0 < figures["open_hazards"] < figures["hazards"] / 5
    assert figures["levels_changed"] > 0
