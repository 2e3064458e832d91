"""Shapes that people and other systems send."""

from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry


def is_on_earth(shape: GEOSGeometry) -> bool:
    """Whether a shape has corners, all of them in degrees of longitude and latitude.

    To be asked before a shape is kept or spelt: GEOS 3.11 ends the whole process when it writes
    out a number of three hundred digits.
    """
    if shape.empty:
        return False
    west, south, east, north = shape.extent
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)
