"""Causes and limits, kept by an officer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require
from anlan.supervision.hazards.models import HazardCategory, HazardLimit
from anlan.supervision.hazards.permissions import CHANGE_TABLES


@transaction.atomic
def change_limit(
    *, code: str, value: int, legal_basis: str, is_verified: bool, actor: Actor, reason: str = ""
) -> HazardLimit:
    """Set a limit of the county, with its basis."""
    limit = get_visible(HazardLimit, code, actor=actor, lock=True)
    require(actor, CHANGE_TABLES, limit)
    if value < 1:
        raise InvalidInput(fields={"value": _("At least 1.")})
    before, after = changes(
        limit, value=value, legal_basis=legal_basis.strip(), is_verified=is_verified
    )
    limit.save()
    audit(actor, "hazards.limit.changed", limit, before=before, after=after, reason=reason)
    return limit


@transaction.atomic
def change_category(*, code: str, actor: Actor, **values: Any) -> HazardCategory:
    """Rename a cause, or take it out of use; hazards that have it keep it."""
    category = get_visible(HazardCategory, code, actor=actor, lock=True)
    require(actor, CHANGE_TABLES, category)
    known = {k: v for k, v in values.items() if k in ("name", "source", "is_active", "is_verified")}
    before, after = changes(category, **known)
    category.save()
    audit(actor, "hazards.category.changed", category, before=before, after=after)
    return category
