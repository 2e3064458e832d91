"""Writing schemes: draft, parts, items, groups; in force a scheme is never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import find_organisation_by_code
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import SchemeState
from anlan.governance.assessment.errors import SchemeInForce
from anlan.governance.assessment.events import SchemeChanged
from anlan.governance.assessment.models import Scheme, SchemeItem, SchemePart, UnitGroup
from anlan.governance.assessment.permissions import EDIT
from anlan.governance.assessment.registry import find_source
from anlan.governance.assessment.states import SCHEME
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

SCHEME_FIELDS = (
    "name",
    "year",
    "subject",
    "full_mark",
    "bonus_cap",
    "deduction_cap",
    "excellent_from",
    "good_from",
    "passed_from",
    "second_gap",
    "hand_in_days",
    "appeal_days",
    "normalisation",
    "basis",
    "is_verified",
)
PART_FIELDS = ("name", "points")
ITEM_FIELDS = (
    "code",
    "name",
    "effect",
    "means",
    "points",
    "source",
    "parameters",
    "rule",
    "requirement",
    "assessor_id",
    "by_office",
    "used_in",
    "basis",
    "is_verified",
)


def draft(scheme_id: int, actor: Actor) -> Scheme:
    """Return a scheme that may be changed, locked."""
    scheme = get_visible(Scheme, scheme_id, actor=actor, lock=True)
    require(actor, EDIT, scheme)
    if not scheme.is_draft:
        raise SchemeInForce
    return scheme


def _changed(scheme: Scheme, actor: Actor, after: Mapping[str, Any]) -> None:
    audit(actor, "assessment.scheme.changed", scheme, after=after)
    emit(SchemeChanged(scheme.pk, scheme.state), actor)


@transaction.atomic
def write_scheme(
    *, values: Mapping[str, Any], actor: Actor, scheme_id: int | None = None
) -> Scheme:
    """Begin a scheme or change the head of a draft."""
    given = {name: values[name] for name in SCHEME_FIELDS if name in values}
    if (
        not given.get("excellent_from", 3)
        >= given.get("good_from", 2)
        >= given.get("passed_from", 1)
    ):
        raise InvalidInput(fields={"good_from": _("The grades must follow each other.")})
    if scheme_id is None:
        require_permission(actor, EDIT)
        code = str(values.get("code") or f"{given['subject']}-{given['year']}")
        last = Scheme.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        scheme = Scheme.objects.create(code=code, version=last + 1, **given)
        _changed(scheme, actor, {"code": code, "version": scheme.version})
        return scheme
    scheme = draft(scheme_id, actor)
    _before, after = changes(scheme, **given)
    scheme.save()
    _changed(scheme, actor, after)
    return scheme


@transaction.atomic
def write_part(
    *, scheme_id: int, values: Mapping[str, Any], actor: Actor, part_id: int | None = None
) -> SchemePart:
    """Add a part or change one."""
    scheme = draft(scheme_id, actor)
    given = {name: values[name] for name in PART_FIELDS if name in values}
    if part_id is None:
        last = scheme.parts.aggregate(last=Max("sort_order"))["last"] or 0
        part = SchemePart.objects.create(scheme=scheme, sort_order=last + 10, **given)
    else:
        part = _part(scheme, part_id)
        changes(part, **given)
        part.save()
    _changed(scheme, actor, {"part": part.name, "points": part.points})
    return part


def _part(scheme: Scheme, part_id: int) -> SchemePart:
    found = scheme.parts.filter(pk=part_id).first()
    if found is None:
        raise NotVisible
    return found


def _item(scheme: Scheme, item_id: int) -> SchemeItem:
    found = SchemeItem.objects.filter(part__scheme=scheme, pk=item_id).first()
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def write_item(
    *,
    scheme_id: int,
    part_id: int,
    values: Mapping[str, Any],
    actor: Actor,
    item_id: int | None = None,
) -> SchemeItem:
    """Add an item to a part or change one."""
    scheme = draft(scheme_id, actor)
    part = _part(scheme, part_id)
    given = {name: values[name] for name in ITEM_FIELDS if name in values}
    _check_item(given)
    others = SchemeItem.objects.filter(part__scheme=scheme, code=given.get("code", ""))
    if others.exclude(pk=item_id or 0).exists():
        raise InvalidInput(fields={"code": _("This code stands in the scheme already.")})
    if item_id is None:
        last = part.items.aggregate(last=Max("sort_order"))["last"] or 0
        item = SchemeItem.objects.create(part=part, sort_order=last + 10, **given)
    else:
        item = _item(scheme, item_id)
        changes(item, part_id=part.pk, **given)
        item.save()
    _changed(scheme, actor, {"item": item.name, "points": item.points, "rule": item.rule})
    return item


def _check_item(given: Mapping[str, Any]) -> None:
    rule = given.get("rule") or {}
    if rule:
        if rule.get("kind") not in scoring.KINDS and "at_least" not in rule:
            raise InvalidInput(fields={"rule": _("This kind of rule is not known.")})
        try:
            scoring.score_item(
                effect="earn", full=Decimal(10), rule=rule, value=Decimal(1), peers=[Decimal(1)]
            )
        except (ArithmeticError, KeyError, TypeError, ValueError) as error:
            raise InvalidInput(
                fields={"rule": _("The rule cannot be computed: please check its numbers.")}
            ) from error
    if given.get("source") and find_source(given["source"]) is None:
        raise InvalidInput(fields={"source": _("This source is not known.")})


@transaction.atomic
def set_points(*, scheme_id: int, points: Mapping[int, Decimal], actor: Actor) -> Scheme:
    """Set the points of many items at once, as they stand in the editor."""
    scheme = draft(scheme_id, actor)
    rows = {
        item.pk: item
        for item in SchemeItem.objects.filter(part__scheme=scheme).select_for_update(of=("self",))
    }
    changed: dict[str, Any] = {}
    for item_id, value in points.items():
        item = rows.get(item_id)
        if item is None:
            raise NotVisible
        if value < 0:
            raise InvalidInput(_("Points are not negative."))
        if item.points != value:
            changed[item.code] = value
            item.points = value
            item.save(update_fields=["points"])
    if changed:
        _changed(scheme, actor, changed)
    return scheme


@transaction.atomic
def remove_row(*, scheme_id: int, kind: str, row_id: int, actor: Actor) -> Scheme:
    """Take a part (with its items), an item or a group out of a draft."""
    scheme = draft(scheme_id, actor)
    row: Any
    if kind == "group":
        row = scheme.groups.filter(pk=row_id).first()
    else:
        row = _part(scheme, row_id) if kind == "part" else _item(scheme, row_id)
    if row is None:
        raise NotVisible
    name = str(row)
    row.delete()
    _changed(scheme, actor, {"removed": name})
    return scheme


@transaction.atomic
def write_group(
    *,
    scheme_id: int,
    name: str,
    organisation_ids: Iterable[int],
    actor: Actor,
    group_id: int | None = None,
) -> UnitGroup:
    """Name units that can be compared; a unit is in one group at most."""
    scheme = draft(scheme_id, actor)
    wanted = list(organisation_ids)
    taken = UnitGroup.objects.filter(scheme=scheme, organisations__in=wanted)
    if taken.exclude(pk=group_id or 0).exists():
        raise InvalidInput(fields={"organisations": _("A unit stands in another group already.")})
    if group_id is None:
        group = UnitGroup.objects.create(scheme=scheme, name=name)
    else:
        found = scheme.groups.filter(pk=group_id).first()
        if found is None:
            raise NotVisible
        group = found
        group.name = name
        group.save(update_fields=["name"])
    group.organisations.set(wanted)
    _changed(scheme, actor, {"group": name, "units": wanted})
    return group


@transaction.atomic
def copy_scheme(*, scheme_id: int, actor: Actor, year: int | None = None) -> Scheme:
    """Make the next version of a scheme, or that of another year, as a draft."""
    require_permission(actor, EDIT)
    old = get_visible(Scheme, scheme_id, actor=actor)
    values = {name: getattr(old, name) for name in SCHEME_FIELDS}
    code = old.code
    if year is not None and year != old.year:
        code = f"{old.code.removesuffix(f'-{old.year}')}-{year}"
        values["year"] = year
        values["name"] = old.name.replace(str(old.year), str(year))
    last = Scheme.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    new = Scheme.objects.create(code=code, version=last + 1, previous=old, **values)
    for part in old.parts.prefetch_related("items"):
        items = list(part.items.all())
        copied = SchemePart.objects.create(
            scheme=new, name=part.name, points=part.points, sort_order=part.sort_order
        )
        SchemeItem.objects.bulk_create(
            SchemeItem(
                part=copied,
                sort_order=item.sort_order,
                **{name: getattr(item, name) for name in ITEM_FIELDS},
            )
            for item in items
        )
    for group in old.groups.all():
        made = UnitGroup.objects.create(scheme=new, name=group.name)
        made.organisations.set(group.organisations.all())
    audit(actor, "assessment.scheme.copied", new, after={"from": str(old), "version": new.version})
    emit(SchemeChanged(new.pk, new.state), actor)
    return new


@transaction.atomic
def enforce_scheme(*, scheme_id: int, actor: Actor) -> Scheme:
    """Put a scheme without gaps in force; the version before goes out of force."""
    scheme = get_visible(Scheme, scheme_id, actor=actor, lock=True)
    SCHEME.fire(scheme, "enforce", actor=actor)
    scheme.in_force_at, scheme.in_force_by = clock.now(), actor.display_name[:100]
    scheme.save(update_fields=["in_force_at", "in_force_by", "updated_at"])
    for old in Scheme.objects.filter(code=scheme.code, state=SchemeState.IN_FORCE).exclude(
        pk=scheme.pk
    ):
        SCHEME.fire(old, "retire", actor=actor, reason=f"第{scheme.version}版施行")
        audit(actor, "assessment.scheme.retired", old)
    audit(actor, "assessment.scheme.enforced", scheme)
    emit(SchemeChanged(scheme.pk, scheme.state), actor)
    return scheme


@transaction.atomic
def retire_scheme(*, scheme_id: int, actor: Actor, reason: str = "") -> Scheme:
    """Take a scheme out of force; what was assessed by it stays."""
    scheme = get_visible(Scheme, scheme_id, actor=actor, lock=True)
    SCHEME.fire(scheme, "retire", actor=actor, reason=reason)
    audit(actor, "assessment.scheme.retired", scheme, reason=reason)
    emit(SchemeChanged(scheme.pk, scheme.state), actor)
    return scheme


@transaction.atomic
def load_scheme(*, content: Mapping[str, Any], actor: Actor) -> Scheme | None:
    """Load a scheme that ships with the platform as a draft; known codes are left alone."""
    if Scheme.objects.filter(code=content["code"]).exists():
        return None
    values = {name: content[name] for name in SCHEME_FIELDS if name in content}
    scheme = Scheme.objects.create(code=content["code"], **values)
    for number, part in enumerate(content["parts"], 1):
        made = SchemePart.objects.create(
            scheme=scheme, name=part["name"], points=part["points"], sort_order=number * 10
        )
        SchemeItem.objects.bulk_create(
            SchemeItem(part=made, sort_order=place * 10, **_loaded(item))
            for place, item in enumerate(part["items"], 1)
        )
    return scheme


def _loaded(item: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: item[name] for name in ITEM_FIELDS if name in item}
    if item.get("assessor_code"):
        found = find_organisation_by_code(item["assessor_code"])
        if found is not None:
            values |= {"assessor_id": found.id, "by_office": False}
    return values
