"""Air of the SLAB model: wind with height by the length of Obukhov, and mixing of a cloud with it.

Symbols of D. L. Ermak, UCRL-MA-105607, 1990, stand in the comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

#: Molar masses of dry air and water [kg/mol], heat capacities [J/(kg K)], gas constant.
AIR_MOLAR, WATER_MOLAR = 0.02896, 0.01802
AIR_HEAT, STEAM_HEAT, WATER_HEAT = 1005.87, 1846.0, 4178.0
GAS_CONSTANT, GRAVITY, KARMAN = 8.31431, 9.80665, 0.41
#: Saturation pressure of water over one atmosphere: exp(a - b / T).
ATMOSPHERE = 101325.0
WATER_A, WATER_B = 15.08, 5514.0
#: Constants of entrainment: a, C_1, C_Ri, C_T, C_w and the decay of the crosswind spread.
MIX, SHEAR, STRATIFICATION, HEATING, BLOWING, SPREAD_DECAY = 1.5, 0.02, 0.025, 0.14, 0.05, 4e-4
#: Drag ratio at which the dependence on stability of the crosswind spread was found.
REFERENCE_DRAG = 0.086
#: Crosswind angle [rad], its averaging time [s], and the least time that counts [s].
ANGLE, ANGLE_TIME, LEAST_TIME = 0.08, 900.0, 10.0
SQRT3 = sqrt(3.0)


def spread_angle(averaging_time: float) -> float:
    """Crosswind angle of a plume at an averaging time. [rad]"""
    felt = averaging_time + LEAST_TIME * exp(-averaging_time / LEAST_TIME)
    return float(ANGLE * (felt / ANGLE_TIME) ** 0.2)


@dataclass(frozen=True, slots=True)
class Air:
    """State of the air around a cloud; lengths in m, SI units throughout."""

    temperature: float
    density: float
    heat: float
    molar: float
    moisture: float
    roughness: float
    stability: float
    inverse_length: float
    curve: float  # inverse length at the ground, ala0
    layer: float  # depth over which it falls, zl
    lid: float  # height of the mixed layer, hmx
    joint: float  # below it the profile is a parabola
    linear: float
    square: float
    friction: float
    slow: float  # phi and slope of the unstable profile
    slope: float
    at_4: float  # profile at 4 m
    drag: float  # friction over the wind at 2 m
    water_a: float  # constant of the saturation pressure at this pressure
    bend: float  # parts of the stable profile that do not change with height
    fall: float
    start: float

    def profile(self, z: float) -> float:
        """Wind at a height over friction velocity, times the constant of Karman."""
        if z < self.joint:
            return z * (self.linear + self.square * z)
        if self.curve < 0.0:
            return _logarithmic(
                z, self.roughness, self.curve, self.layer, self.lid, self.slow, self.slope
            )
        return log(z) + self.bend * log(z + self.layer) - self.fall * z - self.start

    def wind(self, z: float) -> float:
        """Wind at a height. [m/s]"""
        return self.friction / KARMAN * self.profile(z)

    def mean_wind(self, top: float) -> float:
        """Mean wind from the ground to a height, by the rule of Simpson in five parts. [m/s]"""
        part = top / 5.0
        total = sum(
            4.0 * self.wind((n + 0.5) * part) + 2.0 * self.wind((n + 1) * part) for n in range(5)
        )
        return (total - self.wind(top)) / 30.0

    def mean_wind_from(
        self, low: float, low_wind: float, mean: float, top: float, top_wind: float
    ) -> float:
        """Mean wind up to a height from the one up to another height nearby. [m/s]"""
        between = low_wind + 4.0 * self.wind(0.5 * (low + top)) + top_wind
        found = (low * mean + between / 6.0 * (top - low)) / top
        # A plume that collapses to a small part of its height has left the range of the rule.
        return found if found > 0.0 else self.mean_wind(top)

    def spread(self) -> float:
        """Angle of the instantaneous crosswind spread in this stability. [rad]"""
        return spread_angle(0.0) * self.spread_factor()

    def spread_factor(self) -> float:
        """Dependence of the crosswind spread on stability."""
        felt = sqrt(self.drag / REFERENCE_DRAG) * 10.0 * self.inverse_length
        return 1.0 - felt if felt < 0.0 else 1.0 / (1.0 + felt)


def _logarithmic(
    z: float, rough: float, curve: float, layer: float, lid: float, slow: float, slope: float
) -> float:
    """Profile above the joint: logarithm with stability, falling gradient toward the lid."""
    if curve < 0.0:
        here, there = sqrt(1.0 + slope * z), sqrt(1.0 + slope * rough)
        turn = log((1.0 + here) / (1.0 + there)) - (sqrt(here) - sqrt(there)) / (slope * lid)
        return log(z / rough) - slow * (z - rough) / lid - 2.0 * (1.0 - slow) * turn
    far = (z - rough) / lid
    stable = (1.0 + layer / lid) * log((z + layer) / (rough + layer)) - far
    return log(z / rough) - far + 5.0 * curve * layer * stable


def _length_scales(rough: float) -> tuple[float, float, float, float, float, float]:
    """Inverse lengths of classes one and two from neutral and the powers between, by roughness."""
    one = 0.0081 / rough**0.3044
    if rough > 0.0111:
        two, three = 0.0385 / rough**0.1715, 0.0875 / rough**0.1028
    else:
        two = one + 0.0137 / rough**0.1715 + 0.0218
        three = two + 0.0557
    near, far = log(two / one) / log(2.0), log(three / one) / log(3.0)
    limit = far + far - near
    step = near - limit
    return one, two, three, near, limit, step


def stability_of(inverse_length: float, rough: float) -> float:
    """Classes from neutral (positive: stable) of an inverse length of Obukhov."""
    one, two, three, near, limit, step = _length_scales(rough)
    size, most = abs(inverse_length), one * 3.5 ** (limit + step / 3.25)
    if size < two:
        found = (size / one) ** (1.0 / near)
    elif size < most:
        ratio = (size - two) / (three - two)
        found = (size / one) ** (1.0 / (limit + step / (1.0 + ratio * ratio)))
    else:
        found = 3.5
    return float(found if inverse_length >= 0.0 else -found)


def inverse_length_of(stability: float, rough: float) -> float:
    """Inverse length of Obukhov of a stability in classes from neutral. [1/m]"""
    one, _two, _three, near, limit, step = _length_scales(rough)
    size = abs(stability)
    if size < 2.0:
        found = one * size**near
    elif size < 3.5:
        found = one * size ** (limit + step / (1.0 + (size - 2.0) ** 2))
    else:
        found = one * 3.5 ** (limit + step / 3.25)
    return float(found if stability >= 0.0 else -found)


def make_air(
    speed: float,
    height: float,
    temperature: float,
    humidity: float,
    rough: float,
    stability: float,
    inverse_length: float,
    pressure: float,
) -> Air:
    """The air from measurements at one height; stability in classes from neutral."""
    water_a = WATER_A - log(pressure / ATMOSPHERE)
    water = humidity * exp(water_a - WATER_B / temperature)
    moisture = WATER_MOLAR * water / (AIR_MOLAR + (WATER_MOLAR - AIR_MOLAR) * water)
    molar = AIR_MOLAR * WATER_MOLAR / (WATER_MOLAR + (AIR_MOLAR - WATER_MOLAR) * moisture)
    layer = exp(-0.8 * stability) if stability < 0.0 else 1.0 + 0.8 * stability
    curve = inverse_length * (1.0 + max(height, 3.0) / layer)
    lid = 130.0 * 2.0 ** (3.0 - stability)
    slow = slope = 0.0
    joint = 2.71828183 * rough
    if curve < 0.0:
        slow = 1.0 / sqrt(sqrt(1.0 - 16.0 * layer * curve))
        slope = -8.0 * curve / (1.0 - slow)
        gradient = slow + (1.0 - slow) / sqrt(1.0 + slope * joint)
    else:
        gradient = 1.0 + 5.0 * curve * joint / (1.0 + joint / layer)
    value = _logarithmic(joint, rough, curve, layer, lid, slow, slope)
    gradient *= (1.0 - joint / lid) / joint
    linear = (2.0 * value - joint * gradient) / joint
    square = (joint * gradient - value) / (joint * joint)

    def profile(z: float) -> float:
        if z < joint:
            return float(z * (linear + square * z))
        return _logarithmic(z, rough, curve, layer, lid, slow, slope)

    friction = KARMAN * speed / profile(height)
    near = 5.0 * curve * layer
    bend, fall = near * (1.0 + layer / lid), (1.0 + near) / lid
    start = log(rough) + bend * log(rough + layer) - fall * rough
    return Air(
        temperature=temperature,
        density=molar * pressure / (GAS_CONSTANT * temperature),
        heat=(1.0 - moisture) * AIR_HEAT + moisture * STEAM_HEAT,
        molar=molar,
        moisture=moisture,
        roughness=rough,
        stability=stability,
        inverse_length=inverse_length,
        curve=curve,
        layer=layer,
        lid=lid,
        joint=joint,
        linear=linear,
        square=square,
        friction=friction,
        slow=slow,
        slope=slope,
        at_4=profile(4.0),
        drag=KARMAN / profile(2.0),
        water_a=water_a,
        bend=bend,
        fall=fall,
        start=start,
    )
