"""GCJ-02, the shifted coordinates of Chinese web maps, recognised and taken back to WGS-84.

The shift is public knowledge only by re-engineering; the formula is the one of the eviltransform
project (googollee, BSD-style licence), whose test values the tests repeat.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

#: Krasovsky 1940: semi-major axis [m] and squared eccentricity, as the formula uses them.
_AXIS, _SQUARED = 6_378_137.0, 0.006_693_421_622_965_943


def gcj02_of(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a web map of China draws a place given in WGS-84."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
        + wave
        + (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
        + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    )  # fmt: skip
    east = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
        + wave
        + (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
        + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    )  # fmt: skip
    angle = latitude / 180.0 * pi
    magic = 1.0 - _SQUARED * sin(angle) ** 2
    north = north * 180.0 / ((_AXIS * (1.0 - _SQUARED)) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(magic) * cos(angle) * pi)
    return longitude + east, latitude + north


def wgs84_of(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the WGS-84 place that a web map of China draws here; exact to a centimetre."""
    x, y = longitude, latitude
    for _step in range(5):
        shifted_x, shifted_y = gcj02_of(x, y)
        x, y = x + longitude - shifted_x, y + latitude - shifted_y
    return x, y
