"""Dense gas along its way: the SLAB model of a plume, a puff, and a plume that becomes a puff.

The conservation equations of mass, species, momentum and energy are averaged over the cloud and
marched downwind or in time. The cloud falls apart under its weight, takes up air by its own shear
and by the turbulence of the air, and becomes passive as its weight is lost; nothing is switched.
"""

from __future__ import annotations

from anlan_science.dispersion._slab_cloud import VALIDITY, Cloud, Gas, Weather
from anlan_science.dispersion._slab_jet import disperse_jet, disperse_vertical_jet
from anlan_science.dispersion._slab_pool import disperse_pool
from anlan_science.dispersion._slab_reading import fraction_at, half_width_of, largest_fraction
from anlan_science.dispersion._slab_sudden import disperse_sudden
from anlan_science.model_info import ModelInfo

#: Everything here is public, whatever module it is written in: one for each kind of source.
__all__ = [
    "INFO",
    "Cloud",
    "Gas",
    "Weather",
    "disperse_jet",
    "disperse_pool",
    "disperse_sudden",
    "disperse_vertical_jet",
    "fraction_at",
    "half_width_of",
    "largest_fraction",
]

INFO = ModelInfo(
    id="ermak1990",
    citation=(
        "D. L. Ermak, User's Manual for SLAB: an Atmospheric Dispersion Model for Denser-than-Air "
        "Releases, UCRL-MA-105607, Lawrence Livermore National Laboratory, 1990. The manual was "
        "seen in an abridged edition only; equations and constants as the public program states "
        "them (jvleta/slab-cpp c01d0d7), its listings INPR1 to INPR4 are reproduced."
    ),
    quantity="concentration of a dense gas along its way and over time",
    inputs=("gas", "weather", "mass_rate", "area", "duration"),
    validity=VALIDITY,
    status="verified",
)
