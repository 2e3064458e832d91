"""Words and figures of the risk of sites: leaks, outcomes, targets, what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

STAGES: Mapping[str, Message] = {
    "events": _("leaks and event trees"),
    "footprints": _("footprints, turned by the wind"),
    "field": _("individual risk"),
    "targets": _("protected targets and contours"),
}

EQUIPMENT: Mapping[str, Message] = {
    "pressure vessel": _("pressure vessel"),
    "process vessel": _("process vessel"),
    "reactor vessel": _("reactor vessel"),
    "single containment tank": _("single containment tank"),
}

LEAKS: Mapping[str, Message] = {
    "instantaneous": _("everything at once"),
    "in 10 minutes": _("everything in ten minutes"),
    "10 mm hole": _("10 mm hole for half an hour"),
}

OUTCOMES: Mapping[str, Message] = {
    "jet fire": _("jet fire"),
    "pool fire": _("pool fire"),
    "fireball": _("fireball (BLEVE)"),
    "flash fire": _("flash fire"),
    "explosion": _("vapour cloud explosion"),
    "toxic cloud": _("toxic cloud"),
}

TARGETS: Mapping[str, Message] = {
    "first": _("highly sensitive, important, or general of class one"),
    "second": _("general of class two"),
    "third": _("general of class three"),
}

METHODS: Mapping[str, Message] = {
    "consequence": _("accident consequence method"),
    "risk": _("quantitative risk assessment"),
    "standard": _("distances of the relevant standards"),
}

#: Why GB/T 37243-2019 leads to its method.
METHOD_REASONS: Mapping[str, Message] = {
    "consequence": _("The site handles explosives (4.2)."),
    "risk": _(
        "Toxic or flammable gases reach their GB 18218 thresholds: the quotients add up to one or "
        "more (4.3)."
    ),
    "standard": _(
        "No explosives, and the quotients of toxic or flammable gases stay below one (4.4)."
    ),
}

#: Why a vessel, or a leak of it, is not computed.
REASONS: Mapping[str, Message] = {
    "empty": _("no quantity on record"),
    "no_place": _("no place on the map"),
    "solid": _("a solid: the models know gases and liquids"),
    "no_frequency": _("no leak frequency is held for this kind of container"),
    "solution": _("a solution: its partial pressure is not on record"),
    "harmless": _("neither toxic nor flammable in air"),
    "no_data": _("no datum for this substance in the table of the models"),
    "no_probit": _("no relation of dose and death is held for this substance"),
    "no_density": _("the density of the liquid is not known"),
    "no_burning_rate": _("no burning rate is published for this liquid"),
    "no_jet": _("no gas under pressure that burns as a jet"),
    "no_cloud": _("the release makes no cloud within the explosive limits"),
    "no_deadly_effect": _("nobody would die farther than two metres away"),
    "not_flammable": _("no explosive limits or heat of combustion on record"),
    "flame_too_large": _("the pool is too large for the flame model"),
    "no_liquid_at_this_temperature": _("no liquid at this temperature"),
    "pressure_low": _("the pressure must be above that of the air"),
}

REMARKS: Mapping[str, Message] = {
    "cloud_passes": _(
        "A sudden cloud is looked at over 15, 60, 240 and 960 seconds; the gravest dose counts."
    ),
    "sudden_from_point": _(
        "A sudden release of a light gas begins at a point and stays on the ground: how far it "
        "reaches in stable air is an upper bound."
    ),
    "no_probit": _(
        "For some toxic substances no relation of dose and death is held: their poison is not "
        "counted, only their fire."
    ),
    "people_as_known": _(
        "People as the one map and the dossiers know them: day from 7 to 19 o'clock; settlements "
        "are spread over a circle of 200 m, staff over one of 100 m; by night three tenths of the "
        "staff. The staff of the enterprise whose vessel leaks does not count for societal risk."
    ),
    "people_beyond": _("Some footprints reach beyond the 5 km in which people were counted."),
    "default_weather": _(
        "No station has recorded enough wind: every direction is taken as equally likely."
    ),
    "vessels_left_out": _("Some vessels or leaks could not be computed: see what was left out."),
}


def power_of_ten(value: float | None, figures: int = 2) -> str:
    """Return a small number as ``3.2×10⁻⁶``; a dash where there is none."""
    if value is None:
        return "—"
    if value <= 0.0:
        return "0"
    power = floor(log10(value))
    head = round(value / 10.0**power, figures - 1)
    if head >= 10.0:
        head, power = head / 10.0, power + 1
    return f"{head:g}×10{str(power).translate(_RAISED)}"


def whole(number: float) -> str:
    """Return a number of people with three figures and no power of ten."""
    return f"{float(f'{number:.3g}'):,g}"


def reason(code: str) -> Message:
    """Return why something was left out."""
    return REASONS.get(code, code)


SITE_KINDS: Mapping[str, Message] = {"enterprise": pgettext_lazy("site", "enterprise")}
