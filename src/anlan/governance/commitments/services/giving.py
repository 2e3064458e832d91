"""Giving tasks to units: many in one transaction, one notice a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.audit.public import Act, audit, audit_many
from anlan.base.notifications.public import Notice, notify_each
from anlan.governance.commitments.choices import CommitmentState, PartRole, Source
from anlan.governance.commitments.contracts import CommitmentDraft
from anlan.governance.commitments.events import CommitmentAssigned, CommitmentMoved
from anlan.governance.commitments.models import Commitment, CommitmentPart
from anlan.governance.commitments.permissions import GIVE, REPORT
from anlan.governance.commitments.quantities import read_figure
from anlan.governance.commitments.states import COMMITMENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit_many
from anlan.kernel.policy import policy_of, require_permission
from anlan.kernel.search_text import search_text

from .common import clerks_of, event_values, locked, tell, tell_office
from .periods import make_periods

#: Kind of the notice that tasks were given.
GIVEN = "commitments.given"


@transaction.atomic
def create_commitments(drafts: Iterable[CommitmentDraft], *, actor: Actor) -> list[int]:
    """Give tasks to their units, all or none; each unit gets one notice of all of its own.

    A row of a source (``source_model``, ``source_id``) is given to a unit once: again it answers
    with the commitment that is there. Returns the ids in the order of the drafts.
    Raises ``InvalidInput`` for an unknown unit or a deadline before the first day.
    """
    require_permission(actor, GIVE)
    wanted = list(drafts)
    if not wanted:
        return []
    known = _already_given(wanted)
    fresh: list[tuple[int, Commitment, CommitmentDraft]] = []
    ids: dict[int, int] = {}
    waiting: dict[tuple[str, str, int], int] = {}
    units = _units(wanted)
    for number, draft in enumerate(wanted):
        key = (draft.source_model, draft.source_id, draft.lead_id)
        if draft.source_id and key in known:
            ids[number] = known[key]
        elif draft.source_id and key in waiting:
            continue
        else:
            waiting[key] = number
            fresh.append((number, _commitment(draft, units[draft.lead_id], actor), draft))
    made = Commitment.objects.bulk_create([row for _number, row, _draft in fresh], batch_size=500)
    for (number, _row, _draft), row in zip(fresh, made, strict=True):
        ids[number] = row.pk
    for number, draft in enumerate(wanted):
        if number not in ids:
            ids[number] = ids[waiting[(draft.source_model, draft.source_id, draft.lead_id)]]
    parts = _parts((row, draft) for row, (_n, _r, draft) in zip(made, fresh, strict=True))
    CommitmentPart.objects.bulk_create(parts, batch_size=1000)
    make_periods(row for row in made if row.cadence)
    audit_many(
        actor,
        "commitments.commitment.assigned",
        [Act(row, after={"lead": row.lead_id, "deadline": row.deadline}) for row in made],
    )
    if made:
        emit_many([CommitmentAssigned(**event_values(row)) for row in made], actor)
        _tell_units(made, parts, actor)
    return [ids[number] for number in range(len(wanted))]


def _lead_ids(drafts: Sequence[CommitmentDraft]) -> set[int]:
    return {unit for d in drafts for unit in (d.lead_id, *d.joint_ids, *d.support_ids)}


def _units(drafts: Sequence[CommitmentDraft]) -> dict[int, Any]:
    """Return the organisations named in drafts; an unknown one is refused."""
    wanted = _lead_ids(drafts)
    found = apps.get_model("organisations", "Organisation")._default_manager.in_bulk(wanted)
    if len(found) < len(wanted):
        raise InvalidInput(fields={"lead_id": _("This organisation is not known.")})
    return found


def _already_given(drafts: Sequence[CommitmentDraft]) -> dict[tuple[str, str, int], int]:
    sources = {(d.source_model, d.source_id) for d in drafts if d.source_id}
    if not sources:
        return {}
    rows = Commitment.objects.filter(
        source_model__in={model for model, _id in sources},
        source_id__in={key for _model, key in sources},
    ).exclude(state=CommitmentState.CANCELLED)
    return {
        (model, key, lead): pk
        for pk, model, key, lead in rows.values_list("pk", "source_model", "source_id", "lead_id")
    }


def _commitment(draft: CommitmentDraft, lead: Any, actor: Actor) -> Commitment:
    starts_on = draft.starts_on or clock.today()
    deadline = draft.deadline
    if deadline is not None and deadline < starts_on:
        if draft.starts_on is not None:
            raise InvalidInput(fields={"deadline": _("The deadline lies before the first day.")})
        starts_on = deadline  # a plan may be given when some of its days have passed
    if draft.source not in Source.values or not draft.title.strip():
        raise InvalidInput(fields={"title": _("A task needs words and a source.")})
    figure, unit = read_figure(draft.quantity)
    return Commitment(
        title=draft.title.strip()[:200],
        text=draft.text.strip() or draft.title.strip(),
        source=draft.source,
        source_model=draft.source_model,
        source_id=draft.source_id,
        source_group=draft.source_group[:64],
        source_key=draft.source_key[:100],
        source_name=draft.source_name[:200],
        source_url=draft.source_url[:300],
        section=draft.section[:200],
        anchor=draft.legal_or_text_anchor,
        lead=lead,
        region_id=lead.region_id,
        starts_on=starts_on,
        deadline=deadline,
        is_deadline_derived=draft.is_deadline_derived and deadline is not None,
        cadence=draft.cadence[:100],
        quantity=draft.quantity[:300],
        target_figure=figure,
        target_unit=unit[:20],
        given_by=actor.display_name[:100],
        assigned_at=clock.now(),
        search_text=search_text(draft.title, str(lead), draft.source_name),
    )


def _parts(rows: Iterable[tuple[Commitment, CommitmentDraft]]) -> list[CommitmentPart]:
    parts: list[CommitmentPart] = []
    for row, draft in rows:
        roles = dict.fromkeys(draft.support_ids, PartRole.SUPPORT)
        roles |= dict.fromkeys(draft.joint_ids, PartRole.JOINT)
        parts += [
            CommitmentPart(commitment=row, organisation_id=unit, role=role)
            for unit, role in roles.items()
            if unit != row.lead_id
        ]
    return parts


def _tell_units(made: Sequence[Commitment], parts: Sequence[CommitmentPart], actor: Actor) -> None:
    """Send each unit one notice: how many tasks it leads, how many it supports."""
    leads: dict[int, int] = {}
    supports: dict[int, int] = {}
    nearest: dict[int, date] = {}
    for row in made:
        leads[row.lead_id] = leads.get(row.lead_id, 0) + 1
        if row.deadline is not None:
            nearest[row.lead_id] = min(row.deadline, nearest.get(row.lead_id, row.deadline))
    for part in parts:
        supports[part.organisation_id] = supports.get(part.organisation_id, 0) + 1
    source = next((row.source_name for row in made if row.source_name), "")
    url = reverse("commitments:mine")
    notices = []
    for unit, people in clerks_of({*leads, *supports}).items():
        title = _notice_title(leads.get(unit, 0), supports.get(unit, 0))
        body = []
        if source:
            body.append(_("From: %(source)s") % {"source": source})
        if unit in nearest:
            body.append(_("The first is due on %(day)s.") % {"day": nearest[unit].isoformat()})
        body.append(_("Please sign for them, or return them with the reason."))
        notices += [Notice(person, title, "\n".join(body), url) for person in people]
    notify_each(kind=GIVEN, notices=notices, actor=actor)


def _notice_title(leads: int, supports: int) -> str:
    words = []
    if leads:
        words.append(
            ngettext("%(count)d new task to lead", "%(count)d new tasks to lead", leads)
            % {"count": leads}
        )
    if supports:
        words.append(
            ngettext("%(count)d new task to support", "%(count)d new tasks to support", supports)
            % {"count": supports}
        )
    return str(_(", ")).join(words)


@transaction.atomic
def accept_commitment(*, commitment_id: int, actor: Actor) -> Commitment:
    """Sign for a task in the name of one's unit."""
    commitment = locked(commitment_id, actor)
    COMMITMENT.fire(
        commitment,
        "accept",
        actor=actor,
        also={"accepted_at": clock.now(), "accepted_by": actor.display_name[:100]},
    )
    audit(actor, "commitments.commitment.accepted", commitment)
    tell(CommitmentMoved, commitment, actor, step="accept")
    return commitment


@transaction.atomic
def accept_all(*, actor: Actor) -> int:
    """Sign for everything that waits for one's unit."""
    rows = policy_of(Commitment).permitted(actor, REPORT).filter(state=CommitmentState.ASSIGNED)
    ids = list(rows.values_list("pk", flat=True)[:1000])
    for pk in ids:
        accept_commitment(commitment_id=pk, actor=actor)
    return len(ids)


@transaction.atomic
def decline_commitment(*, commitment_id: int, reason: str, actor: Actor) -> Commitment:
    """Return a task to the office: it is not one's unit's, or it cannot be done so."""
    commitment = locked(commitment_id, actor)
    COMMITMENT.fire(commitment, "decline", actor=actor, reason=reason)
    audit(actor, "commitments.commitment.declined", commitment, reason=reason)
    tell(CommitmentMoved, commitment, actor, step="decline")
    tell_office(
        commitment,
        actor,
        _("%(unit)s returned a task: %(task)s"),
        body=reason,
    )
    return commitment


@transaction.atomic
def reassign_commitment(
    *, commitment_id: int, lead_id: int, reason: str = "", actor: Actor
) -> Commitment:
    """Give a returned task to another unit, or to the same one again with the reason."""
    commitment = locked(commitment_id, actor)
    lead = (
        apps.get_model("organisations", "Organisation")._default_manager.filter(pk=lead_id).first()
    )
    if lead is None:
        raise InvalidInput(fields={"lead_id": _("This organisation is not known.")})
    if lead_id == commitment.lead_id and not reason.strip():
        raise InvalidInput(fields={"reason": _("Say to the unit why the task remains with it.")})
    former = commitment.lead_id
    COMMITMENT.fire(
        commitment,
        "assign",
        actor=actor,
        reason=reason,
        also={
            "lead_id": lead_id,
            "region_id": lead.region_id,
            "assigned_at": clock.now(),
            "accepted_at": None,
            "accepted_by": "",
            "search_text": search_text(commitment.title, str(lead), commitment.source_name),
        },
    )
    commitment = Commitment.objects.get(pk=commitment.pk)
    CommitmentPart.objects.filter(commitment=commitment, organisation_id=lead_id).delete()
    audit(
        actor,
        "commitments.commitment.assigned",
        commitment,
        before={"lead": former},
        after={"lead": lead_id},
        reason=reason,
    )
    tell(CommitmentAssigned, commitment, actor)
    _tell_units([commitment], [], actor)
    return commitment
