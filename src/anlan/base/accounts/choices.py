"""Words of accounts: families of roles, scopes, why a session ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleFamily(models.TextChoices):
    """Business, or one of the three administrators; families exclude each other."""

    BUSINESS = "business", _("business")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDITOR = "auditor", _("security auditor")


ADMINISTRATORS = (RoleFamily.SYSTEM_ADMIN, RoleFamily.SECURITY_ADMIN, RoleFamily.AUDITOR)


class ScopeKindChoice(models.TextChoices):
    """Over which part of the county's data a role is held."""

    ALL = "all", _("everything")
    REGION = "region", _("region and all below")
    ORGANISATION = "organisation", _("one organisation")
    SECTOR = "sector", _("one sector")
    PERSON = "person", _("one's own records")


class SessionEnd(models.TextChoices):
    """Why a session ended."""

    SIGNED_OUT = "signed_out", _("signed out")
    IDLE = "idle", _("idle too long")
    EXPIRED = "expired", _("shift over")
    REPLACED = "replaced", _("too many sessions")
    REVOKED = "revoked", _("ended by hand")
    PASSWORD = "password", _("password changed")
    CLOSED = "closed", _("account closed")
    SECOND_FACTOR = "second_factor", _("second factor reset")


class SignInStep(models.TextChoices):
    """What stands between a correct password and the desk."""

    PASSWORD = "password", _("change the password")
    ENROL = "enrol", _("set up the second factor")
    VERIFY = "verify", _("enter the second factor")
