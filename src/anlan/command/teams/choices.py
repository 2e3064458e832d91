"""Words of the rescue forces: kinds, capabilities, readiness, experts, stand-by, training."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TeamKind(models.TextChoices):
    """What sort of force a team is (综合性、专业、基层、企业、社会)."""

    COMPREHENSIVE = "comprehensive", _("comprehensive rescue team")
    PROFESSIONAL = "professional", _("professional rescue team")
    GRASSROOTS = "grassroots", _("grassroots rescue team")
    ENTERPRISE = "enterprise", _("enterprise rescue team")
    SOCIAL = "social", _("social rescue force")
    MEDICAL = "medical", _("medical rescue team")
    EXPERT = "expert", _("expert group")


class Capability(models.TextChoices):
    """What a team can do; plans ask for these codes."""

    CHEMICAL_RESCUE = "chemical_rescue", _("hazardous chemical rescue")
    FIRE_FIGHTING = "fire_fighting", _("fire fighting")
    FOREST_FIRE = "forest_fire", _("forest fire fighting")
    MEDICAL = "medical", _("medical rescue")
    SEARCH_RESCUE = "search_rescue", _("search and rescue")
    FLOOD_RESCUE = "flood_rescue", _("flood rescue")
    MINE_RESCUE = "mine_rescue", _("mine rescue")
    EVACUATION = "evacuation", _("evacuation and resettlement")
    ENVIRONMENTAL_MONITORING = "environmental_monitoring", _("environmental monitoring")
    ELECTRICITY = "electricity", _("electricity repair")
    GAS_WATER = "gas_water", _("gas, water and drainage repair")
    COMMUNICATION = "communication", _("emergency communication")
    ENGINEERING = "engineering", _("engineering rescue")
    TRANSPORT = "transport", pgettext_lazy("capability", "transport")
    DRONE = "drone", _("drone reconnaissance")


class Readiness(models.TextChoices):
    """Whether a team can be sent now."""

    READY = "ready", pgettext_lazy("readiness", "ready")
    LIMITED = "limited", pgettext_lazy("readiness", "limited")
    ENGAGED = "engaged", pgettext_lazy("readiness", "engaged")
    UNAVAILABLE = "unavailable", pgettext_lazy("readiness", "not available")


READINESS_TONES: dict[str, str] = {
    Readiness.READY: "done",
    Readiness.LIMITED: "waiting",
    Readiness.ENGAGED: "active",
    Readiness.UNAVAILABLE: "unknown",
}


class Availability(models.TextChoices):
    """Whether an expert can be asked now."""

    AVAILABLE = "available", pgettext_lazy("expert", "can come")
    BY_PHONE = "by_phone", pgettext_lazy("expert", "by phone only")
    AWAY = "away", pgettext_lazy("expert", "away")


AVAILABILITY_TONES: dict[str, str] = {
    Availability.AVAILABLE: "done",
    Availability.BY_PHONE: "waiting",
    Availability.AWAY: "unknown",
}


class StandByState(models.TextChoices):
    """Where a stand-by order stands."""

    ORDERED = "ordered", pgettext_lazy("stand-by", "ordered")
    ON_THE_SPOT = "on_the_spot", pgettext_lazy("stand-by", "on the spot")
    ENDED = "ended", pgettext_lazy("stand-by", "ended")


STAND_BY_TONES: dict[str, str] = {
    StandByState.ORDERED: "waiting",
    StandByState.ON_THE_SPOT: "active",
    StandByState.ENDED: "done",
}


class TrainingKind(models.TextChoices):
    """How teams trained together."""

    TRAINING = "training", pgettext_lazy("joint", "joint training course")
    DRILL = "drill", pgettext_lazy("joint", "joint drill")
