"""Concentration around a cloud of the SLAB model, averaged over a time.

D. L. Ermak, UCRL-MA-105607, 1990, section 2.4: an even core with soft edges across and along the
wind, a bell over height mirrored at the ground; meandering widens the edges.
"""

from __future__ import annotations

from math import atan, log, sqrt

import numpy as np
from scipy.special import erf

from anlan_science.dispersion._slab_air import SPREAD_DECAY, SQRT3, Air, spread_angle
from anlan_science.dispersion._slab_mixture import volume_share
from anlan_science.dispersion._slab_section import Section
from anlan_science.dispersion._slab_sources import Course
from anlan_science.registry import Floats

#: Speed that stands for no speed when the duration of the cloud is sought. [m/s]
AT_REST = 0.001
#: Below it the air in a jet does not count yet.
LITTLE_AIR = 0.1


def durations(course: Course) -> Floats:
    """Time that the cloud needs to pass each section, not falling downwind. [s]"""
    least = course.source.duration
    found, last = list[float](), np.inf
    for each in reversed(course.sections):
        passing = 2.0 * each.length / max(each.speed, AT_REST)
        last = max(least, passing if np.isinf(last) else min(last, passing))
        found.append(last)
    found.reverse()
    if len(found) > 1:
        found[0] = found[1]
    return np.array(found)


def _jet_share(section: Section, course: Course, density: float, speed: float, air: Air) -> float:
    """How much of the meandering a jet feels: none while it is faster than the air."""
    if course.source.kind != "jet":
        return 1.0
    share = section.mixture.share
    ratio = air.density * section.wind * (1.0 - share) / (density * speed * share)
    root = ratio ** (1.0 / 3.0)
    if root < LITTLE_AIR:
        return 0.0
    turn = 0.5 * log((1.0 - root + root * root) / (1.0 + root) ** 2)
    turn += SQRT3 * (atan((2.0 * root - 1.0) / SQRT3) + atan(1.0 / SQRT3))
    return float(1.0 - 2.0 / (3.0 * root * root) * turn)


def edges(course: Course, air: Air, density: float, averaging_time: float) -> Floats:
    """Width of the edge across the wind with meandering, at each section. [m]"""
    lasting = durations(course)
    angle = spread_angle(0.0)
    reach = 2.0 * air.spread() / SPREAD_DECAY
    start, speed = course.sections[0].x, course.sections[0].speed
    found = list[float]()
    for each, lasts in zip(course.sections, lasting, strict=True):
        wide = (spread_angle(min(float(lasts), averaging_time)) / angle) ** 2
        sigma = reach * (sqrt(1.0 + SPREAD_DECAY * max(each.x - start, 0.0)) - 1.0)
        sigma *= _jet_share(each, course, density, speed, air)
        found.append(sqrt(each.beta**2 + (wide - 1.0) * sigma**2))
    return np.array(found)


def sigmas(course: Course) -> Floats:
    """Spread over height. [m]"""
    found = list[float]()
    for each in course.sections:
        half = 0.5 * each.height
        found.append((half if each.centre > half else each.height - each.centre) / SQRT3)
    return np.array(found)


def shares(course: Course, air: Air) -> Floats:
    """Volume share, even over the cloud, droplets counted as vapour."""
    one = course.source.substance
    return np.array([volume_share(each.mixture.share, one, air) for each in course.sections])


def peaks(course: Course, air: Air, sigma: Floats, averaging_time: float) -> Floats:
    """Factor of the profile across and over height: the largest average over the time."""
    found = list[float]()
    duration = course.source.duration
    for n, (each, share) in enumerate(zip(course.sections, shares(course, air), strict=True)):
        steep = each.height / sigma[n] if sigma[n] > 0.0 else SQRT3
        even = 0.5 / sqrt(2.0 * np.pi) * each.width * steep * share / each.core
        if n < course.passing:
            found.append(even * min(duration / averaging_time, 1.0))
            continue
        way = max(each.speed, AT_REST) * averaging_time
        beta = each.beta_along
        one, other = (
            (each.core_length + side * 0.5 * way) / (sqrt(2.0) * beta) for side in (1.0, -1.0)
        )
        felt = one * erf(one) - other * erf(other)
        felt += (np.exp(-one * one) - np.exp(-other * other)) / sqrt(np.pi)
        along = sqrt(2.0) * beta * each.length / (each.core_length * way)
        found.append(even * along * felt)
    return np.array(found)


def densest(course: Course, air: Air, edge: Floats, sigma: Floats) -> Floats:
    """Factor of the profile in all directions, of the concentration at a time."""
    found = list[float]()
    for n, (each, share) in enumerate(zip(course.sections, shares(course, air), strict=True)):
        wide = sqrt(each.core**2 + 3.0 * edge[n] ** 2)
        whole = 4.0 * sqrt(2.0 * np.pi) * each.core_length * each.core * sigma[n]
        found.append(each.length * wide * each.height * share / whole if whole > 0.0 else 0.0)
    return np.array(found)
