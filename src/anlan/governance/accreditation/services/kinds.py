"""Kinds of demonstration unit as data: loading, copying, editing a draft; targets."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import find_organisation_by_code
from anlan.governance.accreditation.choices import Effect, KindState, Scoring
from anlan.governance.accreditation.events import KindChanged
from anlan.governance.accreditation.models import Criterion, ExitGround, Kind, Target
from anlan.governance.accreditation.permissions import KEEP
from anlan.governance.accreditation.registry import find_check
from anlan.governance.accreditation.states import KIND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require_permission, scope_reaches

KINDS = Path(__file__).parent.parent / "data" / "kinds.json"
#: What a new version takes over from the one before.
COPIED = (
    "code",
    "name",
    "level",
    "applicants",
    "applicant_note",
    "lead_id",
    "lead_code",
    "scoring",
    "pass_mark",
    "publicity_days",
    "validity_months",
    "recheck_months",
    "rectify_days",
    "incentive",
    "basis",
    "source",
    "is_verified",
)


def read_kinds(path: Path = KINDS) -> list[dict[str, Any]]:
    """Return the kinds that ship with the platform."""
    return list(json.loads(path.read_text(encoding="utf-8"))["kinds"])


@transaction.atomic
def load_kinds(*, actor: Actor, path: Path = KINDS) -> int:
    """Add the kinds that are new, in force; what an officer has made of them stays.

    Where the department in charge is known only now, it is entered. Returns the number of kinds.
    """
    rows = read_kinds(path)
    known = set(Kind.objects.values_list("code", flat=True))
    made = [_load(row, actor) for row in rows if row["code"] not in known]
    if made:
        audit(actor, "accreditation.kinds.loaded", after={"kinds": made})
    for kind in Kind.objects.filter(lead__isnull=True).exclude(lead_code=""):
        lead = find_organisation_by_code(kind.lead_code)
        if lead is not None:
            kind.lead_id = lead.id
            kind.save(update_fields=["lead", "updated_at"])
    return len(rows)


def _load(row: dict[str, Any], actor: Actor) -> str:
    kind = Kind.objects.create(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        applicants=row["applicants"],
        applicant_note=row.get("applicant_note", ""),
        state=KindState.IN_FORCE,
        lead_code=row.get("lead", ""),
        scoring=row["scoring"],
        pass_mark=Decimal(row["pass_mark"]) if row.get("pass_mark") else None,
        publicity_days=row.get("publicity_days", 5),
        validity_months=row.get("validity_months"),
        recheck_months=row.get("recheck_months", 12),
        rectify_days=row.get("rectify_days", 30),
        incentive=row.get("incentive", ""),
        basis=row["basis"],
        source=row.get("source", ""),
        is_verified=row.get("is_verified", False),
        in_force_at=clock.now(),
        in_force_by=actor.display_name[:100],
    )
    Criterion.objects.bulk_create(
        Criterion(
            kind=kind,
            part=given.get("part", ""),
            code=given["code"],
            name=given["name"],
            evidence=given.get("evidence", ""),
            effect=given["effect"],
            points=Decimal(str(given.get("points", 0))),
            check_code=given.get("check", ""),
            parameters=given.get("parameters", {}),
            basis=given.get("basis", ""),
            is_verified=given.get("is_verified", False),
            sort_order=number,
        )
        for number, given in enumerate(row["criteria"], 1)
    )
    ExitGround.objects.bulk_create(
        ExitGround(
            kind=kind,
            trigger=given["trigger"],
            text=given["text"],
            basis=given.get("basis", ""),
            is_verified=given.get("is_verified", False),
            sort_order=number,
        )
        for number, given in enumerate(row["grounds"], 1)
    )
    return kind.code


def _draft(kind_id: int, actor: Actor) -> Kind:
    require_permission(actor, KEEP)
    kind = get_visible(Kind, kind_id, actor=actor, lock=True)
    if kind.state != KindState.DRAFT:
        raise WrongState(_("A kind in force is not changed: make a new version of it."))
    return kind


@transaction.atomic
def copy_kind(*, kind_id: int, actor: Actor) -> Kind:
    """Make a new version as a draft; there is one draft of a kind at a time."""
    require_permission(actor, KEEP)
    kind = get_visible(Kind, kind_id, actor=actor, lock=True)
    draft = Kind.objects.filter(code=kind.code, state=KindState.DRAFT).first()
    if draft is not None:
        return draft
    last = Kind.objects.filter(code=kind.code).aggregate(last=Max("version"))["last"]
    made = Kind.objects.create(
        **{name: getattr(kind, name) for name in COPIED}, version=last + 1, previous=kind
    )
    parts: tuple[type[Any], ...] = (Criterion, ExitGround)
    for model in parts:
        rows = list(model.objects.filter(kind=kind))
        for row in rows:
            row.pk, row.kind = None, made
        model.objects.bulk_create(rows)
    audit(actor, "accreditation.kind.created", made, after={"from": kind.version})
    emit(KindChanged(kind=made.code), actor)
    return made


@transaction.atomic
def change_kind(*, kind_id: int, actor: Actor, **values: Any) -> Kind:
    """Change a draft."""
    kind = _draft(kind_id, actor)
    fields: dict[str, str] = {}
    mark = values.get("pass_mark", kind.pass_mark)
    if values.get("scoring", kind.scoring) == Scoring.POINTS and not (mark and 0 < mark <= 100):
        fields["pass_mark"] = _("Give a pass mark of 1 to 100 per cent.")
    if not values.get("applicants", kind.applicants):
        fields["applicants"] = _("Say who may apply.")
    if values.get("recheck_months", kind.recheck_months) < 1:
        fields["recheck_months"] = _("At least one month.")
    if fields:
        raise InvalidInput(fields=fields)
    before, after = changes(kind, **values)
    kind.save()
    shown = {name: str(value) for name, value in after.items()}
    audit(
        actor,
        "accreditation.kind.changed",
        kind,
        before={name: str(value) for name, value in before.items()},
        after=shown,
    )
    emit(KindChanged(kind=kind.code), actor)
    return kind


@transaction.atomic
def save_criterion(
    *, kind_id: int, actor: Actor, criterion_id: int | None = None, **values: Any
) -> Criterion:
    """Add or change a criterion of a draft."""
    kind = _draft(kind_id, actor)
    fields: dict[str, str] = {}
    if values["effect"] == Effect.POINTS and not values.get("points"):
        fields["points"] = _("Say how many points it earns.")
    if values["effect"] != Effect.POINTS:
        values["points"] = Decimal(0)
    if values.get("check_code") and find_check(values["check_code"]) is None:
        fields["check_code"] = _("Choose one of the list.")
    same = kind.criteria.filter(code=values["code"]).exclude(pk=criterion_id or 0)
    if same.exists():
        fields["code"] = _("This code is taken.")
    if fields:
        raise InvalidInput(fields=fields)
    if criterion_id is None:
        last = kind.criteria.aggregate(last=Max("sort_order"))["last"] or 0
        criterion = Criterion(kind=kind, sort_order=last + 1)
    else:
        criterion = get_visible(Criterion, criterion_id, actor=actor, lock=True)
    for name, value in values.items():
        setattr(criterion, name, value)
    criterion.save()
    _kind_touched(kind, criterion, actor)
    return criterion


@transaction.atomic
def save_ground(
    *, kind_id: int, actor: Actor, ground_id: int | None = None, **values: Any
) -> ExitGround:
    """Add or change a ground for exit of a draft."""
    kind = _draft(kind_id, actor)
    if ground_id is None:
        last = kind.grounds.aggregate(last=Max("sort_order"))["last"] or 0
        ground = ExitGround(kind=kind, sort_order=last + 1)
    else:
        ground = get_visible(ExitGround, ground_id, actor=actor, lock=True)
    for name, value in values.items():
        setattr(ground, name, value)
    ground.save()
    _kind_touched(kind, ground, actor)
    return ground


def _kind_touched(kind: Kind, row: Criterion | ExitGround, actor: Actor) -> None:
    audit(actor, "accreditation.kind.changed", kind, after={"line": str(row)[:100]})
    emit(KindChanged(kind=kind.code), actor)


@transaction.atomic
def remove_line(*, line: Criterion | ExitGround, actor: Actor) -> Kind:
    """Take a criterion or a ground out of a draft."""
    kind = _draft(line.kind_id, actor)
    audit(actor, "accreditation.kind.changed", kind, before={"line": str(line)[:100]})
    line.delete()
    emit(KindChanged(kind=kind.code), actor)
    return kind


@transaction.atomic
def enforce_kind(*, kind_id: int, actor: Actor) -> Kind:
    """Put a draft in force; the version before is retired, running cases keep theirs."""
    kind = get_visible(Kind, kind_id, actor=actor, lock=True)
    KIND.check(kind, "enforce", actor=actor)
    for former in Kind.objects.select_for_update().filter(code=kind.code, state=KindState.IN_FORCE):
        KIND.fire(former, "retire", actor=actor, reason=str(kind))
    KIND.fire(
        kind,
        "enforce",
        actor=actor,
        also={"in_force_at": clock.now(), "in_force_by": actor.display_name[:100]},
    )
    audit(actor, "accreditation.kind.moved", kind, after={"state": kind.state})
    emit(KindChanged(kind=kind.code), actor)
    return kind


@transaction.atomic
def retire_kind(*, kind_id: int, reason: str, actor: Actor) -> Kind:
    """Retire a kind: no new candidates; units that bear the title are re-checked as before."""
    kind = get_visible(Kind, kind_id, actor=actor, lock=True)
    KIND.fire(kind, "retire", actor=actor, reason=reason)
    audit(actor, "accreditation.kind.moved", kind, after={"state": kind.state}, reason=reason)
    emit(KindChanged(kind=kind.code), actor)
    return kind


@transaction.atomic
def set_target(*, actor: Actor, target_id: int | None = None, **values: Any) -> Target:
    """Set how many units of a kind are to be created in a period."""
    require_permission(actor, KEEP)
    region = values["region"]
    if not actor.is_system and not scope_reaches(actor, KEEP, region=region.pk):
        raise NotPermitted(_("This place lies outside your area."))
    fields: dict[str, str] = {}
    if values["ends_on"] < values["starts_on"]:
        fields["ends_on"] = _("The last day lies before the first.")
    if values["planned"] < 1:
        fields["planned"] = _("At least one.")
    if not Kind.objects.filter(code=values["kind_code"]).exists():
        fields["kind_code"] = _("Choose a kind.")
    if fields:
        raise InvalidInput(fields=fields)
    target = (
        get_visible(Target, target_id, actor=actor, lock=True)
        if target_id is not None
        else Target()
    )
    for name, value in values.items():
        setattr(target, name, value)
    target.save()
    audit(
        actor,
        "accreditation.target.set",
        target,
        after={"planned": target.planned, "until": target.ends_on},
    )
    emit(KindChanged(kind=target.kind_code), actor)
    return target
