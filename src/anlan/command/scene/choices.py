"""Words of the scene: entries, facts in one tap, drawing tools, tactical symbols, means."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SeenBy(models.TextChoices):
    """What made the scene visible at the command post."""

    PICTURE = "picture", pgettext_lazy("scene seen by", "picture")
    VIDEO = "video", pgettext_lazy("scene seen by", "video meeting")
    POSITION = "position", pgettext_lazy("scene seen by", "live position")


class EntryKind(models.TextChoices):
    """What an entry from the scene is."""

    NOTE = "note", pgettext_lazy("scene entry", "note")
    FACT = "fact", pgettext_lazy("scene entry", "state of the scene")
    HELP = "help", pgettext_lazy("scene entry", "need help")
    WITHDRAW = "withdraw", pgettext_lazy("scene entry", "withdrawing")


class Fact(models.TextChoices):
    """What a team leader tells with one tap."""

    FIRE_OUT = "fire_out", _("fire is out")
    FIRE_SPREADS = "fire_spreads", _("fire is spreading")
    LEAK_STOPPED = "leak_stopped", _("leak is stopped")
    LEAK_GROWS = "leak_grows", _("leak is growing")
    TRAPPED = "trapped", _("people trapped")
    RESCUED = "rescued", _("people rescued")
    ROAD_BLOCKED = "road_blocked", _("road is blocked")
    CALM = "calm", _("no change")


#: Facts that are told with a number, and those that make things worse.
COUNTED = (Fact.TRAPPED, Fact.RESCUED)
ALARMING = (Fact.FIRE_SPREADS, Fact.LEAK_GROWS, Fact.TRAPPED)


class Tool(models.TextChoices):
    """What is drawn on the map."""

    LINE = "line", pgettext_lazy("sketch", "line")
    ARROW = "arrow", pgettext_lazy("sketch", "arrow")
    AREA = "area", pgettext_lazy("sketch", "area")
    SYMBOL = "symbol", pgettext_lazy("sketch", "symbol")
    TEXT = "text", pgettext_lazy("sketch", "text")


class Symbol(models.TextChoices):
    """The small tactical set. Lines and arrows may carry a meaning as well (hot line, route)."""

    COMMAND_POST = "command_post", _("command post on the scene")
    ASSEMBLY = "assembly", _("assembly point")
    STAGING = "staging", _("staging area")
    CASUALTIES = "casualties", _("casualty collection point")
    DECONTAMINATION = "decontamination", _("decontamination point")
    WATER = "water", _("water source")
    WIND = "wind", pgettext_lazy("sketch", "wind")
    HOT = "hot", pgettext_lazy("sketch", "hot zone")
    WARM = "warm", pgettext_lazy("sketch", "warm zone")
    COLD = "cold", pgettext_lazy("sketch", "cold zone")
    ROUTE = "route", _("entry route")


#: Which meanings each tool may carry; a symbol must carry one.
MEANINGS: dict[str, tuple[str, ...]] = {
    Tool.LINE: (Symbol.HOT, Symbol.WARM, Symbol.COLD),
    Tool.ARROW: (Symbol.ROUTE, Symbol.WIND),
    Tool.AREA: (Symbol.HOT, Symbol.WARM, Symbol.COLD),
    Tool.SYMBOL: (
        Symbol.COMMAND_POST,
        Symbol.ASSEMBLY,
        Symbol.STAGING,
        Symbol.CASUALTIES,
        Symbol.DECONTAMINATION,
        Symbol.WATER,
    ),
    Tool.TEXT: (),
}


class ChangeKind(models.TextChoices):
    """What was done to an element of the sketch."""

    DRAWN = "drawn", pgettext_lazy("sketch", "drawn")
    CHANGED = "changed", pgettext_lazy("sketch", "changed")
    REMOVED = "removed", pgettext_lazy("sketch", "removed")


class MeansKind(models.TextChoices):
    """Means of communication a county sends to a scene."""

    SATELLITE_PHONE = "satellite_phone", _("satellite phone")
    RADIO = "radio", _("radio set")
    BEIDOU = "beidou", _("BeiDou terminal")
    CELLULAR = "cellular", _("5G terminal")
    VEHICLE = "vehicle", _("communication command vehicle")
    UAV = "uav", _("UAV")


class MeansState(models.TextChoices):
    """Whether a means of communication can be counted on."""

    READY = "ready", pgettext_lazy("means of communication", "ready")
    LIMITED = "limited", pgettext_lazy("means of communication", "limited")
    FAULTY = "faulty", pgettext_lazy("means of communication", "faulty")


MEANS_TONES: dict[str, str] = {
    MeansState.READY: "done",
    MeansState.LIMITED: "waiting",
    MeansState.FAULTY: "overdue",
}
