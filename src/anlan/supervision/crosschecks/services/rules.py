"""Changing a rule: its level, its figures, whether it runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require_permission
from anlan.supervision.crosschecks.models import CrossCheckRule
from anlan.supervision.crosschecks.permissions import CHANGE_RULE


@transaction.atomic
def change_rule(
    *, code: str, level: int, is_active: bool, parameters: Mapping[str, float], actor: Actor
) -> CrossCheckRule:
    """Set a rule's level, figures and whether it runs; a figure it does not have is refused."""
    require_permission(actor, CHANGE_RULE)
    rule = get_visible(CrossCheckRule, code, actor=actor, lock=True)
    unknown = set(parameters) - set(rule.parameters)
    if unknown:
        raise InvalidInput(
            fields={
                "parameters": _("This rule has no figure “%(name)s”.") % {"name": unknown.pop()}
            }
        )
    negative = [name for name, value in parameters.items() if value < 0]
    if negative:
        raise InvalidInput(fields={negative[0]: _("Enter a figure of at least 0.")})
    before, after = changes(
        rule, level=level, is_active=is_active, parameters={**rule.parameters, **parameters}
    )
    if after:
        rule.save(update_fields=[*after, "updated_at"])
        audit(actor, "crosschecks.rule.changed", rule, before=before, after=after)
    return rule
