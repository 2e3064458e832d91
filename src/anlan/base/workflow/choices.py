"""States of approvals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApprovalState(models.TextChoices):
    """Where an approval stands."""

    RUNNING = "running", _("in approval")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    CANCELLED = "cancelled", _("withdrawn")


class StepState(models.TextChoices):
    """Where one step of an approval stands."""

    WAITING = "waiting", _("not yet")
    ACTIVE = "active", _("waiting for a decision")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    SKIPPED = "skipped", _("not needed")


class Verdict(models.TextChoices):
    """What a person decides."""

    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")
