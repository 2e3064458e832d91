"""Publishing bands and re-grading rules: a new version each time, the old ones stay readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.supervision.risk.choices import Effect, FactorKind, Method
from anlan.supervision.risk.events import RulesPublished
from anlan.supervision.risk.models import MethodVersion, RegradeRule, RiskFactor, RuleSet
from anlan.supervision.risk.permissions import MANAGE
from anlan.supervision.risk.services.factors import regrade_units
from anlan.supervision.risk.services.judging import current_method


@transaction.atomic
def publish_bands(
    *,
    method: str,
    red_from: float,
    orange_from: float,
    yellow_from: float,
    source: str,
    actor: Actor,
    is_verified: bool = False,
) -> MethodVersion:
    """Publish another version of a method's bands; judgements made keep the version they used."""
    require_permission(actor, MANAGE)
    if method == Method.DIRECT:
        raise InvalidInput(fields={"method": _("Direct judgement has no bands.")})
    if not red_from > orange_from > yellow_from > 0:
        raise InvalidInput(
            fields={"red_from": _("The limits must descend: red above orange above yellow.")}
        )
    if not source.strip():
        raise InvalidInput(fields={"source": _("Please say where the limits come from.")})
    former = current_method(method)
    latest = MethodVersion.objects.filter(method=method).aggregate(n=Max("version"))["n"] or 0
    MethodVersion.objects.filter(method=method, is_current=True).update(is_current=False)
    found = MethodVersion.objects.create(
        method=method,
        version=latest + 1,
        name=former.name,
        factors=former.factors,
        red_from=red_from,
        orange_from=orange_from,
        yellow_from=yellow_from,
        source=source.strip(),
        is_verified=is_verified,
        published_by=actor.display_name[:100],
    )
    audit(
        actor,
        "risk.method.published",
        found,
        before={"red": former.red_from, "orange": former.orange_from, "yellow": former.yellow_from},
        after={"red": red_from, "orange": orange_from, "yellow": yellow_from},
        reason=source,
    )
    return found


@transaction.atomic
def publish_rules(*, rules: Sequence[Mapping[str, Any]], note: str, actor: Actor) -> RuleSet:
    """Publish another version of the re-grading table; open factors are weighed by it at once."""
    require_permission(actor, MANAGE)
    if not rules:
        raise InvalidInput(fields={"rules": _("A table of rules has at least one line.")})
    rows = []
    seen = set()
    for number, rule in enumerate(rules, start=1):
        row = RegradeRule(
            kind=rule["kind"],
            severity=str(rule.get("severity", "")),
            at_least=int(rule["at_least"]),
            effect=rule["effect"],
            amount=int(rule["amount"]),
            basis=str(rule["basis"])[:300],
            is_verified=bool(rule.get("is_verified", False)),
        )
        key = (row.kind, row.severity, row.at_least)
        if (
            row.kind not in FactorKind.values
            or row.effect not in Effect.values
            or row.at_least < 1
            or not 1 <= row.amount <= 4
            or key in seen
            or not row.basis.strip()
        ):
            raise InvalidInput(
                fields={
                    "rules": _("Line %(number)s is not complete or repeats another.")
                    % {"number": number}
                }
            )
        seen.add(key)
        rows.append(row)
    latest = RuleSet.objects.aggregate(n=Max("version"))["n"] or 0
    RuleSet.objects.filter(is_current=True).update(is_current=False)
    table = RuleSet.objects.create(
        version=latest + 1, note=note[:300], published_by=actor.display_name[:100]
    )
    for row in rows:
        row.rule_set = table
    RegradeRule.objects.bulk_create(rows)
    audit(
        actor,
        "risk.rules.published",
        table,
        after={"rules": [str(row) for row in rows]},
        reason=note,
    )
    emit(RulesPublished(version=table.version), actor)
    return table


def weigh_anew(*, actor: Actor) -> int:
    """Weigh all open factors by the rules in use, one transaction an enterprise."""
    units: dict[int, set[int | None]] = {}
    rows = RiskFactor.objects.filter(lifted_at__isnull=True).order_by("enterprise_id")
    for enterprise_id, unit_id in rows.values_list("enterprise_id", "unit_id"):
        units.setdefault(enterprise_id, {None}).add(unit_id)
    version = RuleSet.objects.filter(is_current=True).values_list("version", flat=True).first()
    why = _("Version %(version)s of the re-grading rules in use") % {"version": version}
    for enterprise_id, ids in units.items():
        regrade_units(enterprise_id=enterprise_id, unit_ids=ids, why=why, actor=actor)
    return len(units)
