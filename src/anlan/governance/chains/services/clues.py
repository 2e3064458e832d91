"""Reporting a problem, sending it to the stages concerned, checking, closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import draw_number
from anlan.base.files.public import store_upload
from anlan.base.organisations.public import find_organisation
from anlan.governance.chains.choices import Direction, KeyKind, TraceState
from anlan.governance.chains.events import ClueClosed, ClueReported
from anlan.governance.chains.models import Chain, Clue, ClueKey, Stage, Trace
from anlan.governance.chains.origins import origin_key
from anlan.governance.chains.permissions import COORDINATE, REPORT
from anlan.governance.chains.proposing import proposed_stages
from anlan.governance.chains.services.common import (
    due_in,
    lead_of,
    locked_clue,
    office_people,
    people_of_unit,
    platform,
    say,
    start_clocks,
    stop_clocks,
    tell,
    version_in_force,
)
from anlan.governance.chains.states import CLUE, TRACE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.policy import get_visible, require, require_permission

SERIES = "链条线索"


@transaction.atomic
def report_clue(
    *,
    chain_id: int,
    stage_id: int,
    place: str,
    actor: Actor,
    problem: int | None = None,
    text: str = "",
    unit_name: str = "",
    origins: Mapping[str, str] | None = None,
    photos: Iterable[UploadedFile[Any]] = (),
) -> Clue:
    """Report a problem found at one stage; the stages to trace are proposed to the office.

    ``problem`` is the place of a typical problem in the list of the stage. Raises ``InvalidInput``,
    ``NotVisible``, ``WrongState`` for a chain that is not in force.
    """
    require_permission(actor, REPORT)
    chain = get_visible(Chain, chain_id, actor=actor)
    version = version_in_force(chain)
    if version is None:
        raise WrongState(_("This chain is not in force yet."))
    stages = list(version.stages.prefetch_related("units"))
    stage = next((row for row in stages if row.pk == stage_id), None)
    known = _problem(stage, problem)
    fields = {}
    if stage is None:
        fields["found"] = _("Choose at which stage it was found.")
    if not place.strip():
        fields["place"] = _("Say where it was found.")
    if not text.strip() and not known:
        fields["text"] = _("Say what was found, or choose a typical problem.")
    if fields or stage is None:
        raise InvalidInput(fields=fields)
    unit = find_organisation(actor.organisation_id) if actor.organisation_id else None
    year, number = draw_number(SERIES)
    clue = Clue.objects.create(
        number=f"{SERIES}〔{year}〕{number}号",
        chain=chain,
        stage=stage,
        title=(known.get("text") or text.strip().splitlines()[0])[:200],
        text=text.strip(),
        place=place.strip()[:200],
        unit_name=unit_name.strip()[:100],
        region_id=unit.region_code if unit is not None else chain.region_id,
        organisation_id=actor.organisation_id,
        found_at=clock.now(),
        reported_by=actor.display_name[:100],
        reported_by_id=actor.id,
    )
    _keep_origins(clue, origins or {})
    for concerned, direction in proposed_stages(stages, stage, known):
        Trace.objects.create(
            clue=clue,
            stage=concerned,
            organisation_id=lead_of(concerned),
            direction=direction,
        )
    for uploaded in photos:
        store_upload(uploaded=uploaded, subject=clue, actor=actor)
    audit(actor, "chains.clue.reported", clue, after={"stage": stage.name, "place": clue.place})
    say(clue, office_people(chain), _("Clue along a chain: %(title)s"), actor)
    tell(clue, actor, ClueReported)
    return clue


def _problem(stage: Stage | None, place: int | None) -> Mapping[str, Any]:
    """The typical problem chosen, or nothing."""
    if stage is None or place is None or not 0 <= place < len(stage.problems):
        return {}
    found: Mapping[str, Any] = stage.problems[place]
    return found


def _keep_origins(clue: Clue, origins: Mapping[str, str]) -> None:
    rows = [
        ClueKey(clue=clue, kind=KeyKind(kind), value=value.strip()[:100], key=key)
        for kind, value in origins.items()
        if (key := origin_key(kind, value))
    ]
    ClueKey.objects.bulk_create(rows)


@transaction.atomic
def send_clue(*, clue_id: int, stage_ids: Iterable[int], actor: Actor) -> Clue:
    """Send a clue to the stages chosen; each lead unit gets its own clocks.

    Raises ``InvalidInput`` without a stage, or for a stage nobody leads.
    """
    clue = locked_clue(clue_id, actor)
    CLUE.check(clue, "send", actor=actor)
    wanted = set(stage_ids)
    stages = {row.pk: row for row in _stages_of(clue)}
    if not wanted or not wanted <= stages.keys():
        raise InvalidInput(fields={"stages": _("Choose at least one stage to trace.")})
    traces = {row.stage_id: row for row in clue.traces.select_related("stage")}
    for pk, trace in list(traces.items()):
        if pk not in wanted:
            trace.delete()
    for pk in wanted - traces.keys():
        traces[pk] = _trace(clue, stages[pk], "")
    CLUE.fire(clue, "send", actor=actor, also={"sent_at": clock.now()})
    for pk in sorted(wanted, key=lambda pk: stages[pk].position):
        _send(traces[pk], clue, actor)
    audit(
        actor,
        "chains.clue.sent",
        clue,
        after={"stages": "、".join(stages[pk].name for pk in sorted(wanted))},
    )
    tell(clue, actor)
    return clue


def _stages_of(clue: Clue) -> list[Stage]:
    """The stages of the version in which the clue was reported."""
    return list(Stage.objects.filter(version_id=clue.stage.version_id).prefetch_related("units"))


def _trace(clue: Clue, stage: Stage, reason: str) -> Trace:
    own = clue.stage
    direction = Direction.HERE
    if stage.position != own.position:
        direction = Direction.UP if stage.position < own.position else Direction.DOWN
    return Trace.objects.create(
        clue=clue,
        stage=stage,
        organisation_id=lead_of(stage),
        direction=direction,
        reason=reason[:300],
    )


def _send(trace: Trace, clue: Clue, actor: Actor) -> None:
    """Send one stage to its unit; its right was checked with the clue."""
    if trace.organisation_id is None:
        raise InvalidInput(
            fields={"stages": _("No unit leads the stage “%(stage)s”.") % {"stage": trace.stage}}
        )
    send = {"sent_at": clock.now(), "due_on": due_in(trace.stage.answer_days)}
    TRACE.fire(trace, "send", actor=actor, also=send)
    start_clocks(trace, actor)
    say(
        trace,
        people_of_unit(trace.organisation_id),
        _("To be traced by your unit: %(title)s"),
        actor,
        must_confirm=True,
    )


@transaction.atomic
def add_stages(
    *, clue_id: int, stage_ids: Iterable[int], reason: str, actor: Actor, by_unit: bool = False
) -> list[Trace]:
    """Concern further stages: by the office, or ``by_unit`` that passes on with its answer."""
    clue = locked_clue(clue_id, actor)
    if not by_unit:
        require(actor, COORDINATE, clue)
    if clue.state != "tracing":
        raise WrongState(_("The clue is not being traced."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    stages = {row.pk: row for row in _stages_of(clue)}
    known = set(clue.traces.values_list("stage_id", flat=True))
    made = []
    for pk in dict.fromkeys(stage_ids):
        if pk not in stages:
            raise InvalidInput(fields={"stages": _("Choose at least one stage to trace.")})
        if pk in known:
            continue
        trace = _trace(clue, stages[pk], reason.strip())
        # A unit that passes on hands the matter to the platform, which sends it for the office.
        _send(trace, clue, platform() if by_unit else actor)
        audit(actor, "chains.trace.added", trace, after={"stage": trace.stage.name}, reason=reason)
        made.append(trace)
    if made:
        tell(clue, actor)
    return made


def needs_another(clue: Clue, step: str, actor: Actor) -> str:
    """Return why another person must take a step of a clue, or nothing."""
    if step == "check" and clue.traces.filter(answers__made_by_id=actor.id).exists():
        return _("Who answered for a stage cannot check the clue: let somebody else.")
    if step == "close" and actor.id == clue.checked_by_id:
        return _("You checked this clue yourself: another person of the office closes it.")
    return ""


@transaction.atomic
def check_clue(*, clue_id: int, reason: str, actor: Actor) -> Clue:
    """Check in the coordinating office that every stage did its part; who answered may not."""
    clue = locked_clue(clue_id, actor)
    CLUE.check(clue, "check", actor=actor, reason=reason)
    if words := needs_another(clue, "check", actor):
        raise NotPermitted(words)
    CLUE.fire(
        clue,
        "check",
        actor=actor,
        reason=reason,
        also={
            "checked_at": clock.now(),
            "checked_by": actor.display_name[:100],
            "checked_by_id": actor.id,
            "result": reason.strip(),
        },
    )
    audit(actor, "chains.clue.checked", clue, reason=reason)
    say(clue, office_people(clue.chain), _("Checked, to be closed: %(title)s"), actor)
    tell(clue, actor)
    return clue


@transaction.atomic
def reopen_clue(*, clue_id: int, reason: str, actor: Actor) -> Clue:
    """Have a checked clue traced on."""
    clue = locked_clue(clue_id, actor)
    CLUE.fire(clue, "reopen", actor=actor, reason=reason, also={"checked_at": None})
    audit(actor, "chains.clue.reopened", clue, reason=reason)
    tell(clue, actor)
    return clue


@transaction.atomic
def close_clue(*, clue_id: int, actor: Actor) -> Clue:
    """Close a checked clue; by another person than the one who checked it."""
    clue = locked_clue(clue_id, actor)
    CLUE.check(clue, "close", actor=actor)
    if words := needs_another(clue, "close", actor):
        raise NotPermitted(words)
    CLUE.fire(
        clue,
        "close",
        actor=actor,
        also={"closed_at": clock.now(), "closed_by": actor.display_name[:100]},
    )
    audit(actor, "chains.clue.closed", clue)
    units = set(clue.traces.values_list("organisation_id", flat=True))
    people = [pk for unit in units for pk in people_of_unit(unit)]
    say(clue, people, _("Closed: %(title)s"), actor)
    tell(clue, actor, ClueClosed)
    return clue


@transaction.atomic
def withdraw_clue(*, clue_id: int, reason: str, actor: Actor) -> Clue:
    """Withdraw a clue that was wrong or is dealt with elsewhere; it stays on record."""
    clue = locked_clue(clue_id, actor)
    CLUE.fire(
        clue,
        "withdraw",
        actor=actor,
        reason=reason,
        also={"closed_at": clock.now(), "result": reason.strip()},
    )
    for trace in clue.traces.exclude(state__in=(TraceState.ANSWERED, TraceState.RELEASED)):
        stop_clocks(trace, actor, reason)
    audit(actor, "chains.clue.withdrawn", clue, reason=reason)
    tell(clue, actor)
    return clue
