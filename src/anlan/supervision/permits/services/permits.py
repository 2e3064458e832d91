"""Filing permits of special operations and following their work."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.kernel.search_text import search_text
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.permits.events import PermitChanged, PermitFiled
from anlan.supervision.permits.models import WorkKind, WorkPermit
from anlan.supervision.permits.permissions import FILE, WORK
from anlan.supervision.permits.states import PERMIT


def _check_times(kind: WorkKind, grade: str, begin: datetime, end: datetime) -> None:
    hours = kind.hours_of(grade)
    if hours is None:
        raise InvalidInput(fields={"grade": _("Choose a grade of this kind of work.")})
    if end <= begin:
        raise InvalidInput(fields={"planned_to": _("The end lies before the beginning.")})
    if end - begin > timedelta(hours=hours):
        raise InvalidInput(
            fields={
                "planned_to": _(
                    "A permit of this grade holds %(hours)g hours at most (%(clause)s)."
                )
                % {"hours": hours, "clause": kind.legal_basis}
            }
        )


@transaction.atomic
def file_permit(
    *,
    enterprise_id: int,
    number: str,
    kind_code: str,
    grade: str,
    place: str,
    content: str,
    planned_from: datetime,
    planned_to: datetime,
    approver: str,
    actor: Actor,
    guardian: str = "",
    contractor: str = "",
    workers: int = 1,
    longitude: float | None = None,
    latitude: float | None = None,
) -> WorkPermit:
    """File a permit. Raises ``InvalidInput`` for a grade, length or number that does not fit."""
    enterprise = get_enterprise(enterprise_id, actor)
    kind = WorkKind.objects.filter(code=kind_code).first()
    if kind is None:
        raise InvalidInput(fields={"kind_code": _("Choose a kind of the list.")})
    _check_times(kind, grade, planned_from, planned_to)
    if WorkPermit.objects.filter(enterprise_id=enterprise_id, number=number).exists():
        raise InvalidInput(fields={"number": _("This number is used by another permit.")})
    location = None
    if longitude is not None and latitude is not None:
        location = Point(longitude, latitude, srid=4326)
    elif enterprise.longitude is not None and enterprise.latitude is not None:
        location = Point(enterprise.longitude, enterprise.latitude, srid=4326)
    permit = WorkPermit(
        enterprise_id=enterprise_id,
        number=number,
        kind=kind,
        grade=grade,
        place=place,
        content=content,
        planned_from=planned_from,
        planned_to=planned_to,
        approver=approver,
        guardian=guardian,
        contractor=contractor,
        workers=workers,
        location=location,
        search_text=search_text(number, kind.name, place, content, enterprise.name),
    )
    require(actor, FILE, permit)
    permit.save()
    audit(
        actor,
        "permits.permit.filed",
        permit,
        after={"number": number, "kind": kind_code, "grade": grade, "place": place},
    )
    emit(
        PermitFiled(permit.pk, enterprise_id, enterprise.region_code, enterprise.organisation_id),
        actor,
    )
    return permit


@transaction.atomic
def record_gas_test(
    *,
    permit_id: int,
    result: str,
    is_acceptable: bool,
    actor: Actor,
    tested_at: datetime | None = None,
) -> WorkPermit:
    """Record the gas test before the work. A test of the future is refused."""
    permit = get_visible(WorkPermit, permit_id, actor=actor, lock=True)
    require(actor, WORK, permit)
    at = tested_at or clock.now()
    if at > clock.now() + timedelta(minutes=5):
        raise InvalidInput(fields={"tested_at": _("This time lies in the future.")})
    permit.gas_tested_at, permit.gas_result, permit.is_gas_acceptable = at, result, is_acceptable
    permit.save(update_fields=["gas_tested_at", "gas_result", "is_gas_acceptable", "updated_at"])
    audit(
        actor,
        "permits.permit.gas_tested",
        permit,
        after={"result": result, "acceptable": is_acceptable, "at": at.isoformat()},
    )
    _tell(permit, actor)
    return permit


@transaction.atomic
def take_step(*, permit_id: int, step: str, actor: Actor, reason: str = "") -> WorkPermit:
    """Begin, stop, finish or withdraw."""
    permit = get_visible(WorkPermit, permit_id, actor=actor, lock=True)
    before = permit.state
    PERMIT.fire(permit, step, actor=actor, reason=reason)
    now = clock.now()
    if step == "start" and permit.started_at is None:
        permit.started_at = now
    if step in ("finish", "cancel"):
        permit.finished_at = now
    permit.save(update_fields=["started_at", "finished_at", "updated_at"])
    audit(
        actor,
        "permits.permit.state_changed",
        permit,
        before={"state": before},
        after={"state": permit.state},
        reason=reason,
    )
    _tell(permit, actor)
    return permit


start_work = partial(take_step, step="start")
stop_work = partial(take_step, step="stop")
finish_work = partial(take_step, step="finish")
cancel_permit = partial(take_step, step="cancel")


def _tell(permit: WorkPermit, actor: Actor) -> None:
    enterprise = permit.enterprise
    emit(
        PermitChanged(
            permit.pk,
            permit.enterprise_id,
            permit.state,
            enterprise.region_id,
            enterprise.organisation_id,
        ),
        actor,
    )
