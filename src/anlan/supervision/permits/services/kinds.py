"""Confirming the limits of a kind of special operation against the primary text."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require_permission
from anlan.supervision.permits.models import WorkKind
from anlan.supervision.permits.permissions import CONFIRM


@transaction.atomic
def confirm_kind(
    *,
    code: str,
    citation: str,
    actor: Actor,
    hours: Mapping[str, float] | None = None,
    gas_test_minutes: int | None = None,
    reason: str = "",
) -> WorkKind:
    """Confirm a kind with a citation of the text read; wrong hours or minutes are put right by it.

    Permits filed before keep their times. Raises ``InvalidInput`` without a citation, for a grade
    the kind does not have, or for hours that are not positive.
    """
    require_permission(actor, CONFIRM)
    kind = get_visible(WorkKind, code, actor=actor, lock=True)
    if not citation.strip():
        raise InvalidInput(fields={"citation": _("Name the text, its edition and the page.")})
    given = dict(hours or {})
    unknown = set(given) - {grade["code"] for grade in kind.grades}
    if unknown:
        raise InvalidInput(fields={"hours": _("Choose a grade of this kind of work.")})
    wrong = [grade for grade, number in given.items() if not number > 0]
    if wrong:
        raise InvalidInput(fields={f"hours_{wrong[0]}": _("The number must be greater than zero.")})
    if gas_test_minutes is not None and gas_test_minutes < 0:
        raise InvalidInput(fields={"gas_test_minutes": _("Enter a figure of at least 0.")})
    before, after = changes(
        kind,
        grades=[
            {**grade, "hours": float(given.get(grade["code"], grade["hours"]))}
            for grade in kind.grades
        ],
        gas_test_minutes=kind.gas_test_minutes if gas_test_minutes is None else gas_test_minutes,
        is_verified=True,
        citation=citation.strip(),
        confirmed_by=actor.display_name[:100],
        confirmed_at=clock.now(),
    )
    kind.save(update_fields=list(after))
    audit(actor, "permits.kind.confirmed", kind, before=before, after=after, reason=reason)
    return kind
