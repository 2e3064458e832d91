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
    ACTUAL_CONTROLLER = "controller", _("actual controller")
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


class CertificateKind(models.TextChoices):
    """What a person is certified for."""

    PRINCIPAL = "principal", _("principal person in charge (safety knowledge)")
    SAFETY_MANAGER = "safety_manager", _("safety management personnel")
    SAFETY_ENGINEER = "safety_engineer", _("certified safety engineer")
    SPECIAL_OPERATION = "special_operation", _("special trade")
    SPECIAL_EQUIPMENT = "special_equipment", _("special equipment operation")
    HAZMAT_TRANSPORT = "hazmat_transport", _("dangerous goods transport")
    FIRE_CONTROL_ROOM = "fire_control_room", _("fire control room operation")
    RESCUER = "rescuer", _("emergency rescue")
    OTHER = "other", _("other")


#: Certificates that make their holder's work a key post (关键岗位).
KEY_POST_KINDS = (
    CertificateKind.SPECIAL_OPERATION,
    CertificateKind.SPECIAL_EQUIPMENT,
    CertificateKind.HAZMAT_TRANSPORT,
    CertificateKind.FIRE_CONTROL_ROOM,
)

#: Kinds of the catalogue of special equipment (特种设备目录); the others are plain equipment.
SPECIAL_EQUIPMENT_KINDS = (
    EquipmentKind.PRESSURE_VESSEL,
    EquipmentKind.BOILER,
    EquipmentKind.CRANE,
    EquipmentKind.TOWER_CRANE,
    EquipmentKind.HOIST,
    EquipmentKind.FORKLIFT,
    EquipmentKind.LIFT,
    EquipmentKind.PRESSURE_PIPE,
    EquipmentKind.ROPEWAY,
)


class EquipmentUse(models.TextChoices):
    """Whether a piece of equipment is used."""

    IN_USE = "in_use", _("in use")
    IDLE = "idle", _("laid up")
    SCRAPPED = "scrapped", _("taken out of service")


class AutomationLevel(models.TextChoices):
    """How far a hazardous process is controlled automatically."""

    MANUAL = "manual", _("manual")
    DCS = "dcs", _("distributed control system")
    DCS_SIS = "dcs_sis", _("distributed control and safety instrumented system")
    FULL = "full", _("automated over the whole process")


class ProjectKind(models.TextChoices):
    """What is being built."""

    NEW = "new", _("new construction")
    REBUILD = "rebuild", _("reconstruction")
    EXTENSION = "extension", _("extension")


class StageKind(models.TextChoices):
    """Stages of the three simultaneities 三同时."""

    PRE_ASSESSMENT = "pre_assessment", _("safety pre-assessment")
    DESIGN_REVIEW = "design_review", _("review of the safety facilities' design")
    TRIAL_RUN = "trial_run", _("trial run")
    ACCEPTANCE = "acceptance", _("acceptance of the safety facilities")


class StandardisationGrade(models.IntegerChoices):
    """Grades of work-safety standardisation, GB/T 33000."""

    FIRST = 1, _("grade one")
    SECOND = 2, _("grade two")
    THIRD = 3, _("grade three")


class AgencyServiceKind(models.TextChoices):
    """What a technical service agency does for the enterprise."""

    ASSESSMENT = "assessment", _("safety assessment")
    INSPECTION = "inspection", _("inspection and testing")
    CONSULTING = "consulting", _("safety consulting")
    TRAINING = "training", pgettext_lazy("service", "training")
    TRUSTEESHIP = "trusteeship", _("safety management on commission")
    FIRE = "fire", _("fire protection maintenance")
    OTHER = "other", _("other")


class ParkKind(models.TextChoices):
    """Kinds of park."""

    CHEMICAL = "chemical", _("chemical park")
    CONCENTRATION = "concentration", _("chemical concentration area")
    INDUSTRIAL = "industrial", _("industrial park")
    LOGISTICS = "logistics", _("logistics and storage park")
    SMALL_MICRO = "small_micro", _("small and micro enterprise park")


class ParkRating(models.TextChoices):
    """Safety-risk rating of a chemical park: A high … D low."""

    A = "A", _("A (high safety risk)")
    B = "B", _("B (rather high safety risk)")
    C = "C", _("C (general safety risk)")
    D = "D", _("D (rather low safety risk)")


class ClosureLevel(models.TextChoices):
    """How far a park is closed to vehicles and people."""

    OPEN = "open", _("not closed")
    CORE = "core", _("core control area closed")
    KEY = "key", _("core and key control areas closed")
    WHOLE = "whole", _("wholly closed")


class ClaimState(models.TextChoices):
    """Where the question to a township stands."""

    ASKED = "asked", _("asked")
    CLAIMED = "claimed", _("claimed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


CLAIM_TONES = {"asked": "waiting", "claimed": "done", "refused": "overdue", "withdrawn": "neutral"}
