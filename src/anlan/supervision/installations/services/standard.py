"""Confirming thresholds, factors, rules and duties against the primary text."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require_permission
from anlan.supervision.installations.choices import DutyPeriod
from anlan.supervision.installations.models import DutyRule, StandardValue
from anlan.supervision.installations.permissions import CONFIRM

NUMBERS = ("threshold_t", "beta", "alpha", "value", "lower", "upper")


@transaction.atomic
def confirm_value(
    *, value_id: int, citation: str, actor: Actor, reason: str = "", **numbers: float | None
) -> StandardValue:
    """Confirm a row with a citation of the text read; a wrong number is corrected by it.

    Calculations made before keep their numbers; the pages say that the tables have changed since.
    Raises ``InvalidInput`` without a citation or for a number the row does not have.
    """
    require_permission(actor, CONFIRM)
    value = get_visible(StandardValue, value_id, actor=actor, lock=True)
    if not citation.strip():
        raise InvalidInput(fields={"citation": _("Name the text, its edition and the page.")})
    corrected = {name: number for name, number in numbers.items() if number is not None}
    for name, number in corrected.items():
        if name not in NUMBERS or getattr(value, name) is None:
            raise InvalidInput(fields={name: _("This row has no such number.")})
        if name in ("threshold_t", "beta", "alpha") and number <= 0:
            raise InvalidInput(fields={name: _("The number must be greater than zero.")})
    before, after = changes(
        value,
        **corrected,
        is_verified=True,
        citation=citation.strip(),
        confirmed_by=actor.display_name[:100],
        confirmed_at=clock.now(),
    )
    value.save(update_fields=[*after, "updated_at"])
    audit(
        actor,
        "installations.value.confirmed",
        value,
        before=before,
        after=after,
        reason=reason,
    )
    return value


@transaction.atomic
def confirm_duty_rule(
    *,
    rule_id: int,
    citation: str,
    actor: Actor,
    period: str = "",
    is_active: bool | None = None,
    reason: str = "",
) -> DutyRule:
    """Confirm a duty with a citation of the text read; how often it returns may be put right.

    Tasks made before stay as they are; a duty out of force makes no new ones. Raises
    ``InvalidInput`` without a citation or for a period that does not exist.
    """
    require_permission(actor, CONFIRM)
    rule = get_visible(DutyRule, rule_id, actor=actor, lock=True)
    if not citation.strip():
        raise InvalidInput(fields={"citation": _("Name the text, its edition and the page.")})
    if period and period not in DutyPeriod.values:
        raise InvalidInput(fields={"period": _("Choose how often the duty returns.")})
    before, after = changes(
        rule,
        period=period or rule.period,
        is_active=rule.is_active if is_active is None else is_active,
        is_verified=True,
        citation=citation.strip(),
        confirmed_by=actor.display_name[:100],
        confirmed_at=clock.now(),
    )
    rule.save(update_fields=[*after, "updated_at"])
    audit(
        actor,
        "installations.duty_rule.confirmed",
        rule,
        before=before,
        after=after,
        reason=reason,
    )
    return rule
