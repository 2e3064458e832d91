"""Shapes that people and other systems send."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import GEOSGeometry

from anlan.kernel.geometry import is_on_earth


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("POINT(119.18 29.03)", True),
        ("POINT(180 -90)", True),
        ("POINT(180.1 0)", False),
        ("POINT(1e308 1)", False),
        ("LINESTRING(0 0, 1 -1e300)", False),
        ("POLYGON EMPTY", False),
    ],
)
def test_only_degrees_are_on_earth(text: str, wanted: bool) -> None:
    assert is_on_earth(GEOSGeometry(text)) is wanted
