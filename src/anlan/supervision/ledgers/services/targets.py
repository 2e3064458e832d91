"""Reporting how the targets of sub-plans stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.files.public import store_upload
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.ledgers.choices import TargetState
from anlan.supervision.ledgers.events import TargetReported
from anlan.supervision.ledgers.models import Target
from anlan.supervision.ledgers.permissions import REPORT
from anlan.supervision.ledgers.services.rows import IMAGES

#: A deadline within this time is near.
NEAR = timedelta(days=90)


def deadline_q(today: date, *, passed: bool) -> Q:
    """Targets not reached whose day has passed, or comes near."""
    waiting = Q(is_retired=False, deadline__isnull=False) & ~Q(state=TargetState.REACHED)
    if passed:
        return waiting & Q(deadline__lt=today)
    return waiting & Q(deadline__gte=today, deadline__lte=today + NEAR)


@transaction.atomic
def report_target(
    *,
    target_id: int,
    state: str,
    note: str,
    actor: Actor,
    reached: float | None = None,
    reached_on: date | None = None,
    files: Sequence[UploadedFile[Any]] = (),
) -> Target:
    """Report how a target stands: state, figure, day, what it rests on.

    Raises ``InvalidInput`` when it is said to be reached and the figure does not fit, or the day
    lies in the future; ``WrongState`` when the sub-plan no longer has the target.
    """
    target = get_visible(Target, target_id, actor=actor, lock=True)
    require(actor, REPORT, target)
    if target.is_retired:
        raise WrongState(_("This target is no longer part of the sub-plan."))
    day = reached_on or clock.today()
    if day > clock.today():
        raise InvalidInput(fields={"reached_on": _("This day lies in the future.")})
    if len(note.strip()) < 2:
        raise InvalidInput(fields={"note": _("Say in a sentence how it stands.")})
    before, after = changes(
        target, state=state, reached=reached, reached_on=day, note=note.strip(),
        reported_by=actor.display_name[:100],
    )  # fmt: skip
    if state == TargetState.REACHED and target.fits is False:
        raise InvalidInput(
            fields={
                "reached": _("%(reached)g does not reach %(value)s.")
                % {"reached": reached, "value": target.value}
            }
        )
    target.save(
        update_fields=["state", "reached", "reached_on", "note", "reported_by", "updated_at"]
    )
    for uploaded in files:
        kind = "photo" if uploaded.content_type in IMAGES else "document"
        store_upload(uploaded=uploaded, subject=target, actor=actor, kind=kind)
    audit(actor, "ledgers.target.reported", target, before=before, after=after)
    emit(TargetReported(target_id=target.pk, pack_id=target.pack_id, state=state), actor)
    return target
