"""Merging two dossiers of one enterprise: every record of every app moves, nothing is lost.

Which records point at a dossier is read from the models themselves: foreign keys, plain columns
called ``enterprise_id``, pairs of subject type and subject id, and what apps name besides with
``register_merge``. A record that would stand twice (a constraint forbids it) is absorbed: its
own records move to its twin, and its values are kept with the merged dossier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, IntegerField, Model, UniqueConstraint
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.events import EnterpriseMerged
from anlan.supervision.enterprises.models import (
    DuplicatePair,
    Enterprise,
    FormerCode,
    MergedDossier,
)
from anlan.supervision.enterprises.permissions import MERGE

#: Facts for which the officer chooses whose value survives.
CHOOSABLE = (
    "name",
    "short_name",
    "uscc",
    "sector",
    "category",
    "industry_code",
    "region",
    "address",
    "location",
    "employees",
    "risk_level",
    "status",
    "is_major_hazard",
    "is_above_scale",
    "established_on",
    "supervisor",
    "park",
    "risk_keywords",
)
#: Registers that tell what was, and are never rewritten.
UNTOUCHED = frozenset({"audit.AuditRecord"})
_extra: list[tuple[str, str, str]] = []


def register_merge(target: str, model: str, column: str) -> None:
    """Name a plain column of ``model`` that holds ids of ``target`` (a model label)."""
    _extra.append((target, model, column))


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a record is named: rows found by ``where`` are made to say ``then``."""

    model: type[Model]
    where: Mapping[str, Any]
    then: Mapping[str, Any]


@dataclass(slots=True)
class Moved:
    """What a merge did: rows moved by model, rows absorbed by their twins."""

    counts: Counter[str] = field(default_factory=Counter)
    absorbed: list[dict[str, Any]] = field(default_factory=list)


def references(target: type[Model], old: Any, new: Any) -> Iterator[Reference]:
    """Yield every place where a record of ``target`` may be named."""
    label = target._meta.label
    named = {(model, column) for wanted, model, column in _extra if wanted == label}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in UNTOUCHED or not model._meta.managed or model._meta.proxy:
            continue
        columns = {f.attname for f in model._meta.local_concrete_fields}
        for f in model._meta.local_concrete_fields:
            plain = f.name == f"{target._meta.model_name}_id" and isinstance(
                f, IntegerField | BigIntegerField
            )
            is_named = (model._meta.label, f.attname) in named
            if f.related_model is target or plain or is_named:
                yield Reference(model, {f.attname: old}, {f.attname: new})
        if {"subject_type", "subject_id"} <= columns:
            pair = {"subject_type": label}
            yield Reference(model, {**pair, "subject_id": str(old)}, {"subject_id": str(new)})
        if label == "organisations.Organisation" and {"scope_kind", "scope_value"} <= columns:
            pair = {"scope_kind": "organisation"}
            yield Reference(model, {**pair, "scope_value": str(old)}, {"scope_value": str(new)})


def move_references(target: type[Model], old: Any, new: Any, moved: Moved) -> None:
    """Let everything that names ``old`` name ``new``."""
    for reference in references(target, old, new):
        rows = reference.model._base_manager.filter(**reference.where)
        label = reference.model._meta.label
        if not rows.exists():
            continue
        try:
            with transaction.atomic():
                moved.counts[label] += rows.update(**reference.then)
                _settle()
        except IntegrityError:
            for row in rows.order_by("pk"):
                _move_one(reference, row, moved)


def _settle() -> None:
    """Let the database check now what it would check at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _move_one(reference: Reference, row: Model, moved: Moved) -> None:
    label = reference.model._meta.label
    try:
        with transaction.atomic():
            reference.model._base_manager.filter(pk=row.pk).update(**reference.then)
            _settle()
    except IntegrityError as error:
        twin = _twin(reference, row)
        if twin is None:
            raise WrongState(
                _("The records of “%(noun)s” cannot be put together: %(label)s")
                % {"noun": reference.model._meta.verbose_name, "label": row}
            ) from error
        move_references(reference.model, row.pk, twin.pk, moved)
        values = serializers.serialize("python", [row])[0]["fields"]
        moved.absorbed.append(
            {
                "model": label,
                "id": str(row.pk),
                "into": str(twin.pk),
                "label": str(row),
                "values": {name: str(value) for name, value in values.items() if value is not None},
            }
        )
        # Not ``delete()``: that would take along what is not ours to take.
        gone: Any = reference.model._base_manager.filter(pk=row.pk)
        gone._raw_delete(gone.db)
    else:
        moved.counts[label] += 1


def _twin(reference: Reference, row: Model) -> Model | None:
    """The record of the survivor that holds the place of ``row``."""
    meta = reference.model._meta
    keys: list[tuple[tuple[str, ...], Any]] = [
        (tuple(c.fields), c.condition)
        for c in meta.constraints
        if isinstance(c, UniqueConstraint) and c.fields
    ]
    keys += [(tuple(names), None) for names in meta.unique_together]
    keys += [((f.name,), None) for f in meta.local_concrete_fields if f.unique]
    changed = set(reference.then)
    for names, condition in keys:
        columns = [meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        if not changed & set(columns):
            continue
        wanted = {c: reference.then.get(c, getattr(row, c)) for c in columns}
        rows = reference.model._base_manager.filter(**wanted).exclude(pk=row.pk)
        found = (rows.filter(condition) if condition is not None else rows).first()
        if found is not None:
            return found
    return None


@transaction.atomic
def merge_enterprises(
    *,
    survivor_id: int,
    other_id: int,
    actor: Actor,
    reason: str,
    take_from_other: tuple[str, ...] = (),
) -> Enterprise:
    """Merge the dossier ``other_id`` into ``survivor_id``; named facts are taken from the other.

    The other's number leads to the survivor from now on, its code is kept as a former code, its
    facts are kept. Raises ``InvalidInput`` (the same dossier, an unknown fact, no reason).
    """
    if survivor_id == other_id:
        raise InvalidInput(_("A dossier cannot be merged with itself."))
    first, second = sorted((survivor_id, other_id))
    locked = {pk: get_visible(Enterprise, pk, actor=actor, lock=True) for pk in (first, second)}
    survivor, other = locked[survivor_id], locked[other_id]
    require(actor, MERGE, survivor)
    require(actor, MERGE, other)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    unknown = set(take_from_other) - set(CHOOSABLE)
    if unknown:
        raise InvalidInput(
            fields={name: _("This fact of the dossier cannot be set.") for name in unknown}
        )
    facts = serializers.serialize("python", [other])[0]["fields"]
    moved = Moved()
    DuplicatePair.objects.filter(first_id=first, second_id=second).delete()
    _unpair(survivor_id, other_id)
    move_references(Enterprise, other.pk, survivor.pk, moved)
    if other.organisation_id != survivor.organisation_id:
        _leave_organisation(other, survivor, moved)
    gone: Any = Enterprise._base_manager.filter(pk=other.pk)
    gone._raw_delete(gone.db)
    _settle()
    before = {name: getattr(survivor, name) for name in take_from_other}
    for name in take_from_other:
        setattr(survivor, name, getattr(other, name))
    survivor.claimed_region_id = survivor.claimed_region_id or other.claimed_region_id
    survivor.claimed_at = survivor.claimed_at or other.claimed_at
    survivor.refresh_search_text()
    survivor.save()
    former = before.get("uscc", other.uscc)
    FormerCode.objects.get_or_create(
        code=former, defaults={"enterprise": survivor, "note": other.name[:200]}
    )
    MergedDossier.objects.create(
        former_id=other_id,
        merged_into=survivor,
        uscc=other.uscc,
        name=other.name,
        facts={name: str(value) for name, value in facts.items() if value is not None},
        moved=dict(moved.counts),
        absorbed=moved.absorbed,
        reason=reason.strip(),
        merged_by=actor.display_name[:100],
        merged_at=clock.now(),
    )
    audit(
        actor,
        "enterprises.enterprise.merged",
        survivor,
        before={"merged": {"id": str(other_id), "label": other.name}, **before},
        after={
            "moved": dict(moved.counts),
            "absorbed": len(moved.absorbed),
            **{name: getattr(survivor, name) for name in take_from_other},
        },
        reason=reason,
    )
    emit(
        EnterpriseMerged(enterprise_id=survivor.pk, former_id=other_id, region=survivor.region_id),
        actor,
    )
    return survivor


def _unpair(survivor_id: int, other_id: int) -> None:
    """Put the other's remaining pairs in order for the survivor (the smaller number first)."""
    for pair in DuplicatePair.objects.filter(first_id=other_id) | DuplicatePair.objects.filter(
        second_id=other_id
    ):
        third = pair.second_id if pair.first_id == other_id else pair.first_id
        first, second = sorted((survivor_id, third))
        if DuplicatePair.objects.filter(first_id=first, second_id=second).exists():
            pair.delete()
        else:
            DuplicatePair.objects.filter(pk=pair.pk).update(first_id=first, second_id=second)


def _leave_organisation(other: Enterprise, survivor: Enterprise, moved: Moved) -> None:
    """People and rights of the other's organisation go to the survivor's; it stays, inactive."""
    organisation = apps.get_model("organisations.Organisation")
    # The other's own row is about to go and must not be moved onto the survivor's place.
    placeholder = other.organisation_id
    for reference in references(organisation, placeholder, survivor.organisation_id):
        if reference.model is Enterprise and "organisation_id" in reference.then:
            continue
        rows = reference.model._base_manager.filter(**reference.where)
        try:
            with transaction.atomic():
                count = rows.update(**reference.then)
                _settle()
            if count:
                moved.counts[reference.model._meta.label] += count
        except IntegrityError:
            for row in rows.order_by("pk"):
                _move_one(reference, row, moved)
    organisation._default_manager.filter(pk=placeholder).update(is_active=False)
