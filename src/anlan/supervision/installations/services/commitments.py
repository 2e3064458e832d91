"""The daily risk judgement and commitment: written, signed, missed; and the screens at the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require, scope_reaches
from anlan.supervision.enterprises.contracts import EnterpriseInfo
from anlan.supervision.enterprises.public import get_enterprise, responsible_person_ids
from anlan.supervision.installations.choices import OPERATIONS, CommitmentState, UnitState
from anlan.supervision.installations.constants import STATEMENT
from anlan.supervision.installations.events import CommitmentMissed, CommitmentSigned
from anlan.supervision.installations.models import Commitment, Installation, ScreenLink
from anlan.supervision.installations.permissions import REVIEW, SIGN
from anlan.supervision.installations.selectors.standard import read_rule

COUNTS = (
    "running",
    "stopped",
    "maintenance",
    "trial",
    "starting",
    "tank_areas",
    "contractors",
    "contractor_people",
)
#: What is copied from the day before.
COPIED = (*COUNTS, "operations", "judgements", "level", "measures", "statement")


def due_at(on: date, hour: float | None = None) -> datetime:
    """Return the moment until which the commitment of a day must be signed.

    Who asks for many days gives the county's ``hour``, read once.
    """
    hour = read_rule("commitment_hour") if hour is None else hour
    moment = datetime.combine(on, time(int(hour), round(hour % 1 * 60)))
    return timezone.make_aware(moment)


def _firm(enterprise_id: int, actor: Actor) -> EnterpriseInfo:
    firm = get_enterprise(enterprise_id, actor)
    if not scope_reaches(
        actor, SIGN, region=firm.region_code, organisation_id=firm.organisation_id
    ):
        raise NotPermitted(permission=SIGN)
    return firm


@transaction.atomic
def prepare_commitment(*, enterprise_id: int, actor: Actor, on: date | None = None) -> Commitment:
    """Return the draft of a day; a new one starts from the newest signed one before."""
    _firm(enterprise_id, actor)
    day = on or clock.today()
    found = Commitment.objects.filter(enterprise_id=enterprise_id, on=day).first()
    if found is not None:
        return found
    if day != clock.today():
        raise InvalidInput(fields={"on": _("A commitment is made on its day, not for another.")})
    before = (
        Commitment.objects.filter(
            enterprise_id=enterprise_id, on__lt=day, state=CommitmentState.SIGNED
        )
        .order_by("-on")
        .first()
    )
    draft = Commitment(enterprise_id=enterprise_id, on=day, statement=STATEMENT)
    if before is not None:
        for name in COPIED:
            setattr(draft, name, getattr(before, name))
        draft.copied_from = before
    else:
        units = Installation.objects.filter(enterprise_id=enterprise_id)
        draft.running = units.filter(state=UnitState.IN_USE, kind="production").count()
        draft.stopped = units.filter(state=UnitState.STOPPED, kind="production").count()
        draft.tank_areas = units.filter(state=UnitState.IN_USE, kind="storage").count()
    draft.save()
    audit(actor, "installations.commitment.saved", draft, after={"copied_from": before})
    return draft


@transaction.atomic
def save_commitment(
    *,
    commitment_id: int,
    actor: Actor,
    operations: Mapping[str, int] | None = None,
    judgements: Iterable[Mapping[str, Any]] | None = None,
    level: int | None = None,
    measures: str | None = None,
    statement: str | None = None,
    **counts: int,
) -> Commitment:
    """Write into the draft of the day. Raises ``WrongState`` when it is signed."""
    draft = get_visible(Commitment, commitment_id, actor=actor, lock=True)
    require(actor, SIGN, draft)
    if draft.state != CommitmentState.DRAFT:
        raise WrongState(_("A signed commitment is not changed any more."))
    facts: dict[str, Any] = dict(counts)
    wrong = {name: _("There is no such number.") for name in counts if name not in COUNTS}
    wrong |= {name: _("A number is never negative.") for name, value in counts.items() if value < 0}
    if operations is not None:
        known = {code for code, _label in OPERATIONS}
        if set(operations) - known or any(n < 0 for n in operations.values()):
            wrong["operations"] = _("Give a number for each kind of operation.")
        facts["operations"] = {code: int(n) for code, n in operations.items() if n}
    if judgements is not None:
        facts["judgements"] = [_judgement(row) for row in judgements]
    if level is not None and level not in (1, 2, 3, 4):
        wrong["level"] = _("Choose one of the four levels.")
    if wrong:
        raise InvalidInput(fields=wrong)
    for name, value in (("level", level), ("measures", measures), ("statement", statement)):
        if value is not None:
            facts[name] = value
    before, after = changes(draft, **facts)
    if after:
        draft.save(update_fields=[*after, "updated_at"])
        audit(actor, "installations.commitment.saved", draft, before=before, after=after)
    return draft


def _judgement(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        level = int(row["level"])
        workshop = str(row["workshop"]).strip()
    except (KeyError, TypeError, ValueError):
        level, workshop = 0, ""
    if level not in (1, 2, 3, 4) or not workshop:
        raise InvalidInput(
            fields={"judgements": _("Each workshop needs a name and one of the four levels.")}
        )
    return {
        "workshop": workshop[:100],
        "level": level,
        "text": str(row.get("text", ""))[:300],
        "person": str(row.get("person", ""))[:50],
    }


@transaction.atomic
def sign_commitment(*, commitment_id: int, actor: Actor) -> Commitment:
    """Sign and announce the commitment of the day.

    Raises ``WrongState``: signed already or of another day; ``InvalidInput``: no workshop has
    judged, the plant is judged milder than its gravest workshop, or the promise is empty.
    """
    draft = get_visible(Commitment, commitment_id, actor=actor, lock=True)
    require(actor, SIGN, draft)
    if draft.state != CommitmentState.DRAFT:
        raise WrongState(_("This commitment has been signed already."))
    if draft.on != clock.today():
        raise WrongState(_("A commitment is signed on its own day only; this day was missed."))
    wrong: dict[str, str] = {}
    if not draft.judgements:
        wrong["judgements"] = _("Every workshop judges before the plant does.")
    elif draft.level > min(row["level"] for row in draft.judgements):
        wrong["level"] = _("The plant cannot be judged milder than its gravest workshop.")
    if not draft.statement.strip():
        wrong["statement"] = _("The commitment has no words.")
    if draft.level <= 2 and not draft.measures.strip():
        wrong["measures"] = _("A major or larger risk needs its measures in words.")
    if wrong:
        raise InvalidInput(fields=wrong)
    draft.state, draft.signed_by = CommitmentState.SIGNED, actor.display_name[:100]
    draft.signed_at = clock.now()
    draft.is_late = draft.signed_at > due_at(draft.on)
    draft.save(update_fields=["state", "signed_by", "signed_at", "is_late", "updated_at"])
    audit(
        actor,
        "installations.commitment.signed",
        draft,
        after={"on": draft.on, "level": draft.level, "is_late": draft.is_late},
    )
    emit(
        CommitmentSigned(
            commitment_id=draft.pk,
            enterprise_id=draft.enterprise_id,
            region=draft.enterprise.region_id,
            on=draft.on,
            level=draft.level,
        ),
        actor,
    )
    return draft


def obliged_enterprises() -> dict[int, Installation]:
    """Return the enterprises that must commit every day, each with one of its installations."""
    rows = Installation.objects.filter(is_major=True, state=UnitState.IN_USE).select_related(
        "enterprise"
    )
    return {row.enterprise_id: row for row in rows if row.enterprise.status == "operating"}


@transaction.atomic
def note_missed(*, actor: Actor, on: date | None = None) -> int:
    """After the hour: tell of enterprises without a signed commitment; each day once."""
    if not actor.is_system:
        raise NotPermitted
    day = on or clock.today()
    if clock.now() < due_at(day):
        return 0
    signed = set(
        Commitment.objects.filter(on=day, state=CommitmentState.SIGNED).values_list(
            "enterprise_id", flat=True
        )
    )
    told = 0
    for enterprise_id, installation in obliged_enterprises().items():
        if enterprise_id in signed or _was_told(enterprise_id, day):
            continue
        told += 1
        audit(
            actor,
            "installations.commitment.missed",
            installation.enterprise,
            after={"on": day},
        )
        notify(
            kind="installations.commitment_missed",
            person_ids=[
                *responsible_person_ids(enterprise_id),
                *policy_of(Installation).who_can(REVIEW, installation),
            ],
            title=_("No commitment today: %(name)s") % {"name": installation.enterprise},
            url=installation.get_absolute_url(),
            level=3,
            subject=installation,
            actor=actor,
        )
        emit(
            CommitmentMissed(enterprise_id=enterprise_id, region=installation.region_id, on=day),
            actor,
        )
    return told


def _was_told(enterprise_id: int, day: date) -> bool:
    from anlan.kernel.models import EventRecord

    return EventRecord.objects.filter(
        name=CommitmentMissed.name,
        payload__enterprise_id=enterprise_id,
        payload__on=day.isoformat(),
        created_at__gte=clock.now() - timedelta(days=2),
    ).exists()


@transaction.atomic
def open_screen(*, enterprise_id: int, actor: Actor, label: str = "") -> ScreenLink:
    """Make an address for the display at the gate; it opens without signing in."""
    firm = _firm(enterprise_id, actor)
    link = ScreenLink.objects.create(
        enterprise_id=firm.id,
        label=label.strip(),
        created_by=actor.display_name[:100],
        created_at=clock.now(),
    )
    audit(actor, "installations.screen.opened", link, after={"label": label})
    return link


@transaction.atomic
def revoke_screen(*, link_id: int, actor: Actor, reason: str = "") -> ScreenLink:
    """Close an address; the display says so from its next refresh on."""
    link = get_visible(ScreenLink, link_id, actor=actor, lock=True)
    require(actor, SIGN, link)
    if link.revoked_at is not None:
        raise WrongState(_("This link has been revoked already."))
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    audit(actor, "installations.screen.revoked", link, reason=reason)
    return link
