"""Words and colours of the enterprise dossier."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """Fields of supervision, after the annual plans of the county bureaus."""

    HAZCHEM = "hazchem", _("hazardous chemicals and fireworks")
    INDUSTRY = "industry", _("industry and trade")
    MINING = "mining", _("mines")
    CONSTRUCTION = "construction", _("construction")
    TRANSPORT = "transport", _("transport")
    CROWD = "crowd", _("crowded places")
    ENERGY = "energy", _("energy and utilities")
    AGRICULTURE = "agriculture", _("agriculture")
    OTHER = "other", _("other")


class EnterpriseStatus(models.TextChoices):
    """Whether the enterprise works."""

    OPERATING = "operating", _("operating")
    SUSPENDED = "suspended", _("production suspended")
    CLOSED = "closed", _("closed down")


class RiskLevel(models.IntegerChoices):
    """Four levels of the double-prevention mechanism: red, orange, yellow, blue."""

    RED = 1, _("red (major risk)")
    ORANGE = 2, _("orange (larger risk)")
    YELLOW = 3, _("yellow (general risk)")
    BLUE = 4, _("blue (low risk)")


class ContactKind(models.TextChoices):
    """What a contact is to the enterprise."""

    PRINCIPAL = "principal", _("principal person in charge")
    SAFETY_MANAGER = "safety_manager", _("safety manager")
    CONTROL_ROOM = "control_room", _("control room")
    TECHNICAL = "technical", _("technical person in charge")
    EMERGENCY = "emergency", _("emergency contact")


class HoldingRole(models.TextChoices):
    """What a substance is to the process."""

    RAW_MATERIAL = "raw_material", _("raw material")
    INTERMEDIATE = "intermediate", _("intermediate")
    PRODUCT = "product", _("product")
    FUEL = "fuel", _("fuel")
    REFRIGERANT = "refrigerant", _("refrigerant")
    AUXILIARY = "auxiliary", _("auxiliary")


class ContainerKind(models.TextChoices):
    """What a substance is kept in."""

    PRESSURE_TANK = "pressure_tank", _("pressure tank")
    ATMOSPHERIC_TANK = "atmospheric_tank", _("atmospheric tank")
    CRYOGENIC_TANK = "cryogenic_tank", _("cryogenic tank")
    UNDERGROUND_TANK = "underground_tank", _("underground tank")
    GAS_HOLDER = "gas_holder", _("gas holder")
    CYLINDER_STORE = "cylinder_store", _("cylinder store")
    CYLINDER = "cylinder", _("cylinder")
    CYLINDER_BUNDLE = "cylinder_bundle", _("cylinder bundle")
    PIPELINE = "pipeline", _("pipeline")
    REACTOR = "reactor", _("reactor")
    WAREHOUSE = "warehouse", pgettext_lazy("site", "warehouse")
    SYSTEM = "system", _("closed system")
    OTHER = "other", _("other")


class EquipmentKind(models.TextChoices):
    """Special equipment and other equipment under inspection."""

    PRESSURE_VESSEL = "pressure_vessel", _("pressure vessel")
    BOILER = "boiler", _("boiler")
    CRANE = "crane", _("crane")
    TOWER_CRANE = "tower_crane", _("tower crane")
    HOIST = "hoist", _("construction hoist")
    FORKLIFT = "forklift", _("forklift")
    LIFT = "lift", _("lift")
    PRESSURE_PIPE = "pressure_pipe", _("pressure pipe")
    ROPEWAY = "ropeway", _("ropeway or amusement ride")
    FURNACE = "furnace", _("furnace")
    OTHER = "other", _("other")


#: Tone of the status badge.
STATUS_TONES = {"operating": "neutral", "suspended": "waiting", "closed": "done"}
