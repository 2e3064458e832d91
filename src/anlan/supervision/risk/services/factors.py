"""Recording and lifting factors; levels follow in the same transaction, with the reason.

Everything of one enterprise is written under the lock of that enterprise's row, taken first: two
enterprises never wait for one another, and no two transactions wait in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.supervision.enterprises.public import lock_enterprise, set_risk_level
from anlan.supervision.risk.choices import FactorKind, Level
from anlan.supervision.risk.events import (
    EnterpriseRegraded,
    FactorLifted,
    FactorRecorded,
    UnitRegraded,
)
from anlan.supervision.risk.grading import Grade, Rule, grade
from anlan.supervision.risk.models import (
    EnterpriseRisk,
    RegradeRecord,
    RegradeRule,
    RiskFactor,
    RiskUnit,
)

COLOURS = ("red", "orange", "yellow", "blue")
EXPLANATION_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Cause:
    """Why levels are looked at again: words, where they lead, the factor if there is one."""

    why: str
    url: str = ""
    factor: RiskFactor | None = None


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A factor to record, by value."""

    kind: str
    source_type: str
    source_id: str
    explanation: str
    unit_id: int | None = None
    severity: str = ""
    url: str = ""


def current_rules() -> tuple[list[Rule], int]:
    """Return the rules in use and their version."""
    rows = RegradeRule.objects.filter(rule_set__is_current=True).select_related("rule_set")
    found = [
        Rule(row.kind, row.severity, row.at_least, row.effect, row.amount, row.basis)
        for row in rows
    ]
    version = rows[0].rule_set.version if found else 0
    return found, version


def tally_of(enterprise_id: int, *, own_level: int) -> EnterpriseRisk:
    """Return the tally of an enterprise whose row is locked, made when it is missing."""
    tally, _made = EnterpriseRisk.objects.get_or_create(
        enterprise_id=enterprise_id, defaults={"own_level": own_level, "level": own_level}
    )
    return tally


@transaction.atomic
def record_factors(
    *, enterprise_id: int, factors: Sequence[NewFactor], actor: Actor, at: datetime | None = None
) -> list[RiskFactor]:
    """Record what weighs on an enterprise's units; known open factors are brought up to date.

    The consequence of another service that has checked the right (a hazard opened, an alarm, a
    missed check); there is no right of its own. Raises ``NotVisible`` for an unknown enterprise,
    ``InvalidInput`` for a unit of another one.
    """
    enterprise = lock_enterprise(enterprise_id)
    wanted = {factor.unit_id for factor in factors if factor.unit_id is not None}
    known = set(
        RiskUnit.objects.filter(pk__in=wanted, enterprise_id=enterprise_id).values_list(
            "pk", flat=True
        )
    )
    if wanted - known:
        raise InvalidInput(fields={"unit_id": _("This unit does not belong to the enterprise.")})
    recorded: list[RiskFactor] = []
    touched: dict[int | None, Cause] = {}
    for new in factors:
        if new.kind not in FactorKind.values:
            raise InvalidInput(fields={"kind": _("There is no such factor.")})
        factor, before = _keep(enterprise_id, new, actor, at or clock.now())
        recorded.append(factor)
        if before == (factor.unit_id, factor.severity):
            continue
        cause = Cause(
            _("%(kind)s: %(text)s")
            % {"kind": factor.get_kind_display(), "text": factor.explanation},
            factor.source_url,
            factor,
        )
        touched[factor.unit_id] = cause
        if before is not None and before[0] != factor.unit_id:
            touched.setdefault(before[0], cause)
        audit(
            actor,
            "risk.factor.recorded",
            factor,
            after={"unit": factor.unit_id, "kind": factor.kind, "severity": factor.severity},
            reason=factor.explanation,
        )
        emit(
            FactorRecorded(
                enterprise_id=enterprise_id,
                region=enterprise.region_id,
                unit_id=factor.unit_id,
                factor_id=factor.pk,
                kind=factor.kind,
            ),
            actor,
        )
    if touched:
        _regrade(enterprise, touched, actor)
    return recorded


def record_factor(
    *,
    enterprise_id: int,
    kind: str,
    source_type: str,
    source_id: str | int,
    explanation: str,
    actor: Actor,
    unit_id: int | None = None,
    severity: str | int = "",
    url: str = "",
    at: datetime | None = None,
) -> RiskFactor:
    """Record one factor and re-grade at once; told twice it counts once."""
    new = NewFactor(
        kind=kind,
        source_type=source_type,
        source_id=str(source_id),
        explanation=explanation,
        unit_id=unit_id,
        severity=str(severity),
        url=url,
    )
    return record_factors(enterprise_id=enterprise_id, factors=[new], actor=actor, at=at)[0]


@transaction.atomic
def lift_factor(
    *,
    source_type: str,
    source_id: str | int,
    reason: str,
    actor: Actor,
    kind: str | None = None,
    at: datetime | None = None,
) -> list[RiskFactor]:
    """Lift the open factors of a source (of one kind) and re-grade at once; none is no error."""
    rows = RiskFactor.objects.filter(
        source_type=source_type, source_id=str(source_id), lifted_at__isnull=True
    )
    if kind:
        rows = rows.filter(kind=kind)
    lifted: list[RiskFactor] = []
    for enterprise_id in sorted(set(rows.values_list("enterprise_id", flat=True))):
        enterprise = lock_enterprise(enterprise_id)
        touched: dict[int | None, Cause] = {}
        for factor in rows.filter(enterprise_id=enterprise_id).select_for_update():
            factor.lifted_at = at or clock.now()
            factor.lifted_by = actor.display_name[:100]
            factor.lift_reason = reason
            factor.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
            touched[factor.unit_id] = Cause(
                _("no longer: %(kind)s (%(reason)s)")
                % {"kind": factor.get_kind_display(), "reason": reason},
                factor.source_url,
                factor,
            )
            audit(
                actor,
                "risk.factor.lifted",
                factor,
                after={"unit": factor.unit_id, "kind": factor.kind},
                reason=reason,
            )
            emit(
                FactorLifted(
                    enterprise_id=enterprise_id,
                    region=enterprise.region_id,
                    unit_id=factor.unit_id,
                    factor_id=factor.pk,
                    kind=factor.kind,
                ),
                actor,
            )
            lifted.append(factor)
        if touched:
            _regrade(enterprise, touched, actor)
    return lifted


@transaction.atomic
def regrade_units(
    *, enterprise_id: int, unit_ids: Iterable[int | None], why: str, actor: Actor
) -> None:
    """Look at the levels of units again (an assessment in force, new rules); None: the whole."""
    enterprise = lock_enterprise(enterprise_id)
    cause = Cause(why)
    _regrade(enterprise, dict.fromkeys(unit_ids, cause), actor)


def _keep(
    enterprise_id: int, new: NewFactor, actor: Actor, at: datetime
) -> tuple[RiskFactor, tuple[int | None, str] | None]:
    """Return the open factor, and (unit, severity) as they were before; None when it is new."""
    found = RiskFactor.objects.filter(
        source_type=new.source_type,
        source_id=new.source_id,
        kind=new.kind,
        lifted_at__isnull=True,
    ).first()
    explanation = new.explanation[:EXPLANATION_LENGTH]
    if found is None:
        return (
            RiskFactor.objects.create(
                enterprise_id=enterprise_id,
                unit_id=new.unit_id,
                kind=new.kind,
                severity=new.severity,
                source_type=new.source_type,
                source_id=new.source_id,
                source_url=new.url,
                explanation=explanation,
                recorded_at=at,
                recorded_by=actor.display_name[:100],
            ),
            None,
        )
    if found.enterprise_id != enterprise_id:
        raise InvalidInput(
            fields={"source_id": _("This cause weighs on another enterprise already.")}
        )
    before = (found.unit_id, found.severity)
    found.unit_id, found.severity, found.explanation = new.unit_id, new.severity, explanation
    found.save(update_fields=["unit", "severity", "explanation"])
    return found, before


def _regrade(enterprise: Any, touched: Mapping[int | None, Cause], actor: Actor) -> None:
    """Set the levels of the touched units, the tally and the enterprise, with their history."""
    rules, version = current_rules()
    tally = tally_of(enterprise.pk, own_level=enterprise.risk_level)
    ids = [pk for pk in touched if pk is not None]
    units = list(
        RiskUnit.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids, is_retired=False)
        .order_by("pk")
    )
    open_factors: dict[int | None, list[tuple[str, str]]] = {}
    rows = RiskFactor.objects.filter(enterprise_id=enterprise.pk, lifted_at__isnull=True)
    for unit_id, kind, severity in rows.values_list("unit_id", "kind", "severity"):
        open_factors.setdefault(unit_id, []).append((kind, severity))
    changed: list[RiskUnit] = []
    history: list[RegradeRecord] = []
    for unit in units:
        found = grade(unit.residual_level, open_factors.get(unit.pk, []), rules)
        if found.level == unit.current_level:
            continue
        cause = touched[unit.pk]
        history.append(
            _record(enterprise.pk, unit.pk, unit.current_level, found, cause, version, actor)
        )
        unit.current_level = found.level
        unit.updated_at = clock.now()
        changed.append(unit)
    update_rows(changed, ["current_level", "updated_at"])
    count_units(tally)
    own = grade(tally.gravest, open_factors.get(None, []), rules)
    before = enterprise.risk_level
    tally.level = own.level
    tally.save()
    cause = next(iter(touched.values()))
    if own.level != before:
        history.append(_record(enterprise.pk, None, before, own, cause, version, actor))
    RegradeRecord.objects.bulk_create(history, batch_size=500)
    for record in history:
        if record.unit_id is not None:
            emit(
                UnitRegraded(
                    enterprise_id=enterprise.pk,
                    region=enterprise.region_id,
                    unit_id=record.unit_id,
                    from_level=record.from_level,
                    to_level=record.to_level,
                    why=record.why,
                ),
                actor,
            )
    if own.level != before:
        set_risk_level(
            enterprise_id=enterprise.pk, level=own.level, reason=history[-1].why, actor=actor
        )
        emit(
            EnterpriseRegraded(
                enterprise_id=enterprise.pk,
                region=enterprise.region_id,
                from_level=before,
                to_level=own.level,
                why=history[-1].why,
            ),
            actor,
        )


def _record(
    enterprise_id: int,
    unit_id: int | None,
    before: int,
    found: Grade,
    cause: Cause,
    version: int,
    actor: Actor,
) -> RegradeRecord:
    return RegradeRecord(
        enterprise_id=enterprise_id,
        unit_id=unit_id,
        from_level=before,
        to_level=found.level,
        why=_explain(found, cause.why),
        factor=cause.factor,
        source_url=cause.url,
        rules_version=version,
        actor_name=actor.display_name[:100],
        at=clock.now(),
    )


def _explain(found: Grade, why: str) -> str:
    """The cause, and the rule that decided, in words."""
    if found.rule is None:
        return why
    kind = FactorKind(found.rule.kind).label
    if found.rule.effect == "set":
        effect = _("rises to at least %(level)s") % {"level": Level(found.rule.amount).label}
    else:
        effect = _("rises by %(levels)s") % {"levels": found.rule.amount}
    return _("%(why)s. Rule: %(kind)s, open %(count)s (from %(least)s): %(effect)s") % {
        "why": why.rstrip("。."),
        "kind": kind,
        "count": found.count,
        "least": found.rule.at_least,
        "effect": effect,
    }


def count_units(tally: EnterpriseRisk) -> None:
    """Set the counts of a tally from the units: those assessed, and those that factors raise."""
    counted = dict(
        RiskUnit.objects.filter(enterprise_id=tally.pk, is_retired=False)
        .filter(Q(assessed_on__isnull=False) | Q(current_level__lt=Level.BLUE))
        .order_by()
        .values_list("current_level")
        .annotate(number=Count("pk"))
    )
    for level, colour in enumerate(COLOURS, start=1):
        setattr(tally, colour, counted.get(level, 0))


def require_unit(unit_id: int) -> RiskUnit:
    """Return a unit by id or raise ``NotVisible``."""
    found = RiskUnit.objects.filter(pk=unit_id).first()
    if found is None:
        raise NotVisible
    return found
