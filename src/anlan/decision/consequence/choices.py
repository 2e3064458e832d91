"""Words of consequence runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scenario(models.TextChoices):
    """What happens with what escapes."""

    TOXIC = "toxic", _("toxic cloud")
    FLAMMABLE = "flammable", _("flammable cloud (flash fire)")
    EXPLOSION = "explosion", _("vapour cloud explosion")
    POOL_FIRE = "pool_fire", _("pool fire")
    JET_FIRE = "jet_fire", _("jet fire")
    FIREBALL = "fireball", _("fireball (BLEVE)")
    BURST = "burst", _("burst of a gas vessel")


class Release(models.TextChoices):
    """How it escapes."""

    HOLE = "hole", _("through a hole")
    PIPE = "pipe", _("through a broken pipe (boiling on the way)")
    VAPOUR = "vapour", _("out of the vapour space")
    TEN_MINUTES = "ten_minutes", _("the whole vessel in ten minutes (worst case)")
    SUDDEN = "sudden", _("the whole vessel at once")
    RATE = "rate", _("at a rate given by hand")


class BlastMethod(models.TextChoices):
    """How the blast of a cloud is reckoned; the others are asked beside."""

    TNT = "tnt", _("TNT equivalence")
    MULTI_ENERGY = "multi_energy", _("multi-energy method (TNO)")
    FLAME_SPEED = "flame_speed", _("flame speed (Baker–Strehlow–Tang)")


class Congestion(models.TextChoices):
    """What a cloud lies among when it burns."""

    LOW = "low", _("few obstacles")
    MEDIUM = "medium", _("some pipes and equipment")
    HIGH = "high", _("dense pipework and equipment")


class Terrain(models.TextChoices):
    """What the cloud travels over."""

    RURAL = "rural", _("open country")
    URBAN = "urban", _("built-up area")


class Stability(models.TextChoices):
    """Pasquill classes; by default from wind and time of day."""

    AUTO = "auto", _("from wind and hour")
    A = "A", _("A (very unstable)")
    B = "B", _("B (unstable)")
    C = "C", _("C (slightly unstable)")
    D = "D", _("D (neutral)")
    E = "E", _("E (slightly stable)")
    F = "F", _("F (stable)")


class Verification(models.TextChoices):
    """Whether every model behind a run reproduces independent cases."""

    VERIFIED = "verified", pgettext_lazy("model", "verified")
    UNVERIFIED = "unverified", pgettext_lazy("model", "unverified")


class ZoneKind(models.IntegerChoices):
    """Zones by how grave; the first is the area the wavering wind may still reach."""

    SPREAD = 0, _("reach of the wavering wind")
    LETHAL = 1, pgettext_lazy("zone", "lethal zone")
    INJURY = 2, pgettext_lazy("zone", "injury zone")
    NOTICE = 3, pgettext_lazy("zone", "notice zone")


VERIFICATION_TONES: dict[str, str] = {
    Verification.VERIFIED: "done",
    Verification.UNVERIFIED: "waiting",
}


class SiteRiskState(models.TextChoices):
    """How far a quantitative risk assessment is."""

    WAITING = "waiting", pgettext_lazy("calculation", "waiting")
    RUNNING = "running", pgettext_lazy("calculation", "running")
    DONE = "done", pgettext_lazy("calculation", "done")
    FAILED = "failed", pgettext_lazy("calculation", "failed")


class SocietalZone(models.TextChoices):
    """Gravest zone of the F-N diagram of GB 36894-2018 that the curve reaches."""

    ACCEPTABLE = "acceptable", _("acceptable")
    REDUCE = "reduce", _("as low as reasonable")
    UNACCEPTABLE = "unacceptable", _("unacceptable")


class Basis(models.TextChoices):
    """Column of table 1 of GB 36894-2018 that holds."""

    IN_USE = "in_use", pgettext_lazy("plant", "in use")
    NEW = "new", _("newly built, changed or enlarged")


SITE_RISK_TONES: dict[str, str] = {
    SiteRiskState.WAITING: "waiting",
    SiteRiskState.RUNNING: "active",
    SiteRiskState.DONE: "done",
    SiteRiskState.FAILED: "overdue",
}

SOCIETAL_TONES: dict[str, str] = {
    SocietalZone.ACCEPTABLE: "done",
    SocietalZone.REDUCE: "waiting",
    SocietalZone.UNACCEPTABLE: "overdue",
}
