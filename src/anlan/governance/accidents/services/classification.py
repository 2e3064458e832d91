"""Types and rules against the printed text: corrected, completed, confirmed by an officer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.accidents.choices import Edition
from anlan.governance.accidents.events import YearlyFigureChanged
from anlan.governance.accidents.models import Accident, AccidentType, StatisticalRule, TypeMapping
from anlan.governance.accidents.permissions import KEEP
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission


@transaction.atomic
def compare_type(
    *, type_id: int, code: str, name: str, note: str, old_type_ids: Iterable[int], actor: Actor
) -> AccidentType:
    """Confirm a type as the print has it, with its code, name and the old types that lead to it.

    Raises ``InvalidInput`` when another type of the edition has the code.
    """
    require_permission(actor, KEEP)
    row = AccidentType.objects.select_for_update().get(pk=type_id)
    before = {"code": row.code, "name": row.name, "note": row.note, "verified": row.is_verified}
    row.code, row.name, row.note = _checked(row.edition, code, name, note, row.pk)
    _confirm(row, actor)
    row.save()
    if row.edition == Edition.NEW:
        _lead_here(row, old_type_ids)
    audit(
        actor,
        "accidents.source.verified",
        row,
        before=before,
        after={"code": row.code, "name": row.name, "note": row.note, "verified": True},
    )
    emit(YearlyFigureChanged(kind="accidenttype", row_id=row.pk), actor)
    return row


@transaction.atomic
def add_type(
    *, code: str, name: str, note: str, source: str, old_type_ids: Iterable[int], actor: Actor
) -> AccidentType:
    """Add a type of the new edition that the list lacks, as the print in hand has it.

    Raises ``InvalidInput`` when the code is taken or nothing says where the type was read.
    """
    require_permission(actor, KEEP)
    if not source.strip():
        raise InvalidInput(fields={"source": _("Say where you read it: edition, clause or page.")})
    code, name, note = _checked(Edition.NEW, code, name, note)
    last = AccidentType.objects.filter(edition=Edition.NEW).aggregate(last=Max("sort_order"))
    row = AccidentType(
        edition=Edition.NEW,
        code=code,
        name=name,
        note=note,
        source=source.strip()[:300],
        sort_order=(last["last"] or 0) + 1,
    )
    _confirm(row, actor)
    row.save()
    _lead_here(row, old_type_ids)
    audit(actor, "accidents.type.added", row, after={"code": code, "name": name, "source": source})
    emit(YearlyFigureChanged(kind="accidenttype", row_id=row.pk), actor)
    return row


@transaction.atomic
def remove_type(*, type_id: int, reason: str, actor: Actor) -> None:
    """Take out a type that the print does not have; one that accidents carry stays.

    Raises ``InvalidInput`` without a reason, and while accidents are coded with the type.
    """
    require_permission(actor, KEEP)
    row = AccidentType.objects.select_for_update().get(pk=type_id)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why the type is not in the print.")})
    used = Accident.objects.filter(kind=row).count() + Accident.objects.filter(old_kind=row).count()
    if used:
        raise InvalidInput(
            _("%(n)d accidents carry this type: give them another one first.") % {"n": used}
        )
    audit(
        actor,
        "accidents.type.removed",
        row,
        before={"code": row.code, "name": row.name},
        reason=reason,
    )
    row.delete()
    emit(YearlyFigureChanged(kind="accidenttype", row_id=type_id), actor)


@transaction.atomic
def compare_rule(*, rule_id: int, value: Decimal | None, actor: Actor) -> StatisticalRule:
    """Confirm a rule of counting as the print has it; its number may be corrected."""
    require_permission(actor, KEEP)
    row = StatisticalRule.objects.select_for_update().get(pk=rule_id)
    before = {"verified": row.is_verified, "value": str(row.value)}
    if value is not None:
        row.value = value
    _confirm(row, actor)
    row.save()
    audit(
        actor,
        "accidents.source.verified",
        row,
        before=before,
        after={"verified": True, "value": str(row.value)},
    )
    emit(YearlyFigureChanged(kind="statisticalrule", row_id=row.pk), actor)
    return row


def _confirm(row: AccidentType | StatisticalRule, actor: Actor) -> None:
    row.is_verified, row.verified_at = True, clock.now()
    row.verified_by = actor.display_name[:100]


def _checked(
    edition: str, code: str, name: str, note: str, own: int | None = None
) -> tuple[str, str, str]:
    code, name = code.strip(), name.strip()
    problems = {}
    if not code:
        problems["code"] = _("Give the code as it is printed.")
    elif AccidentType.objects.filter(edition=edition, code=code).exclude(pk=own or 0).exists():
        problems["code"] = _("Another type has this code: correct that one first.")
    if not name:
        problems["name"] = _("Give the name as it is printed.")
    if problems:
        raise InvalidInput(fields=problems)
    return code[:10], name[:60], note.strip()[:300]


def _lead_here(row: AccidentType, old_type_ids: Iterable[int]) -> None:
    """Keep exactly these old types leading to a new one; conditions already written stay."""
    wanted = set(old_type_ids)
    row.comes_from.exclude(old_id__in=wanted).delete()
    there = set(row.comes_from.values_list("old_id", flat=True))
    old = AccidentType.objects.filter(edition=Edition.OLD, pk__in=wanted - there)
    TypeMapping.objects.bulk_create(TypeMapping(old=one, new=row) for one in old)
