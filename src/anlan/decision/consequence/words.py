"""Sentences for facts, assumptions and refusals of the models."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message

FACTS: Mapping[str, Message] = {
    "outflow": _("flow out of the vessel"),
    "duration": pgettext_lazy("release", "duration"),
    "mass": _("mass released"),
    "flash": _("evaporates at once"),
    "exposure": _("time of exposure"),
    "pool_area": _("area of the pool"),
    "evaporation": _("evaporation from the pool"),
    "flammable_mass": _("mass within the explosive limits"),
    "tnt": _("equivalent mass of TNT"),
    "emptied": _("nearly empty after"),
    "outflow_mean": _("steady rate with the same dose"),
    "blast_energy": _("energy of the blast"),
    "vessel_volume": _("volume of the vessel"),
    "wall_overpressure": _("overpressure at the wall as it bursts"),
    "shelter_share": _("inside when the cloud has passed, of outside"),
    "shelter_lethal": _("level of the lethal zone inside up to"),
    "shelter_minutes": _("edge of the lethal zone: level of injury inside after"),
}

REMARKS: Mapping[str, Message] = {
    "whole_in_ten_minutes": _(
        "Worst case: the whole vessel escapes in ten minutes (40 CFR 68.25)."
    ),
    "emptied_before": _("The vessel is empty before the given time is over."),
    "first_moment": _("The rate is that of the first moment; a real vessel empties more slowly."),
    "emptying": _(
        "The vessel empties and its rate falls: the dose is added up step by step over the time of "
        "exposure."
    ),
    "vapour_space": _(
        "Vapour escapes above the liquid: the rate is that of the first moment; as the liquid "
        "boils and cools it falls."
    ),
    "two_phase": _(
        "The liquid boils on its way out and leaves as a mixture in equilibrium; a break closer "
        "than 10 cm to the vessel lets out more."
    ),
    "cold_pool": _(
        "The pool boils on the heat of average ground; the cloud is that of its strongest ten "
        "minutes."
    ),
    "whole_cloud_congested": _(
        "No volume among obstacles is given: the whole flammable cloud is taken to lie there."
    ),
    "fragments_left_out": _(
        "The blast of the pressure only: fragments may fly farther, and what escapes is not "
        "followed."
    ),
    "shelter_model": _("Closed houses: air comes in at the given rate and mixes evenly."),
    "shelter_holds": _(
        "A closed house at the edge of the lethal zone stays below the level of injury as long as "
        "the cloud lasts; open the windows when it has passed."
    ),
    "liquid_not_flashing_in_hole": _(
        "The outflow is taken as liquid as far as the hole: the rate is an upper bound."
    ),
    "all_airborne": _("Everything that escapes is taken as airborne, droplets included."),
    "pool_unconfined": _("No dike is given: the pool spreads to a depth of one centimetre."),
    "pool_at_air_temperature": _(
        "The pool keeps the temperature of the air and its cloud begins at a point: near the pool "
        "the zones are rough."
    ),
    "dense_then_passive": _(
        "Heavy gas near the source is joined to a passive plume by matching concentration and "
        "width; the joint has no independent case."
    ),
    "integral_no_data": _(
        "The integral model of heavy gas (SLAB) lacks a datum of this substance: the zones are "
        "those of a nomogram."
    ),
    "integral_pool_not_boiling": _(
        "The integral model of heavy gas (SLAB) knows boiling pools only: the zones of this vapour "
        "are those of a nomogram."
    ),
    "integral_refused": _(
        "The integral model of heavy gas (SLAB) does not hold for these numbers: the zones are "
        "those of a nomogram."
    ),
    "free_jet": _(
        "The jet blows freely with the wind and thins itself; where it hits a wall or the ground "
        "it goes farther: then keep to the longer of the two models."
    ),
    "upward_jet": _(
        "The jet blows upward, bends over and comes down: near the vessel the ground is spared."
    ),
    "without_thrust": _(
        "The pressure is not known: what escapes is taken to leave without thrust, as fast as the "
        "wind."
    ),
    "light_gas_with_droplets": _(
        "The gas is lighter than air, but a cold cloud with droplets may stay on the ground."
    ),
    "beyond_ten_km": _("A zone reaches beyond 10 km, where no spread is published; it ends there."),
    "idlh_for_injury": _("No AEGL-2 is known: IDLH stands for the injury zone."),
    "workplace_limit_for_notice": _(
        "No AEGL-1 is known: the workplace limit stands for the notice zone."
    ),
    "no_lethal_level": _("No lethal level is known for this substance: there is no lethal zone."),
    "levels_unverified": _(
        "The levels of harm were not compared with their primary text (see their source)."
    ),
    "tnt_around_source": _(
        "The blast is drawn around the source; a cloud may drift before it explodes."
    ),
    "fireball_whole_vessel": _("The whole content of the vessel burns in the fireball."),
    "jet_as_point": _("The jet is taken as a point in the middle of the flame, in any direction."),
    "stands_for_mixture": _("A pure substance stands for the mixture (see the substance data)."),
    "wind_unknown": _("The wind direction is not known: the zones are drawn all around."),
    "old_weather": _("The readings of the weather station are more than an hour old."),
    "stability_guessed": _(
        "The stability class follows from wind and time of day without the clouds."
    ),
}

REFUSALS: Mapping[str, Message] = {
    "rate_missing": _("Give the release rate, or choose another way of escape."),
    "pressure_missing": _("Give the pressure of the gas in its vessel."),
    "pressure_low": _("The pressure must be above that of the air (101.3 kPa absolute)."),
    "no_data": _("There is no datum for this substance in the table of the models."),
    "no_density": _("The density of the liquid is not known; enter it in the substance record."),
    "no_liquid_at_this_temperature": _(
        "At this temperature the substance is no liquid: choose “kept as gas” with its pressure."
    ),
    "no_level": _("No level of harm is known for this substance: a toxic cloud cannot be drawn."),
    "not_flammable": _("This substance has no explosive limits or heat of combustion on record."),
    "no_burning_rate": _("No burning rate is published for this liquid: choose another scenario."),
    "flame_too_large": _("The pool is too large for the flame model: give the area of the dike."),
    "no_cloud": _("The release makes no cloud within the explosive limits."),
    "partial_pressure_missing": _(
        "A solution gives off less than the pure substance: give its partial pressure."
    ),
    "no_vapour_space": _("Only a liquefied gas under pressure, or a gas, escapes as vapour."),
    "not_boiling": _("This substance does not boil in this air: leave “kept cold” empty."),
    "no_head": _("Give the height of the liquid above the hole: nothing else drives it out."),
    "burst_of_gas_only": _(
        "The energy of a burst is known for gases: choose “kept as gas” with its pressure, or the "
        "fireball of a liquefied gas."
    ),
    "no_jet": _("A jet needs a gas under pressure that escapes through a hole."),
    "calm": _(
        "Below 0.5 m/s the models do not hold. Enter 1 m/s, leave the direction empty and treat "
        "every side as downwind."
    ),
}


def remark(key: str) -> Message:
    """Return the sentence of an assumption."""
    return REMARKS.get(key, key)
