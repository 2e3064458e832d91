"""Everybody out: the commander orders, every team confirms, who has not is shown in red."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import Notice, notify, notify_each
from anlan.command.dispatch.public import bound_forces
from anlan.command.responses.public import Force, get_active_response, official_language
from anlan.command.scene.constants import CONFIRM_WITHIN_S, MAX_PEOPLE
from anlan.command.scene.errors import NobodyToWithdraw, WithdrawalLifted, WithdrawalOpen
from anlan.command.scene.events import WithdrawalChanged
from anlan.command.scene.models import Evacuation, EvacuationAnswer, Scene
from anlan.command.scene.permissions import ANSWER, COMMAND
from anlan.command.scene.services.entries import arrival_words
from anlan.command.scene.services.scenes import enter, require_running, visible_scene
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require, scope_reaches

RED = 1


@transaction.atomic
def order_withdrawal(
    *,
    incident_id: int,
    reason: str,
    actor: Actor,
    assembly_point: str = "",
    made_at: datetime | None = None,
) -> Evacuation:
    """Order every bound team that has not been stood down to leave the scene at once.

    The leaders are told in red and must confirm within minutes; else it passes to who ordered.
    Raises ``WithdrawalOpen`` while one stands, ``NobodyToWithdraw``.
    """
    scene = visible_scene(incident_id, actor, COMMAND, lock=True)
    require_running(scene)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Say why everybody has to leave.")})
    forces = bound_forces([incident_id]).get(incident_id, [])
    if not forces:
        raise NobodyToWithdraw
    now = clock.now()
    try:
        with transaction.atomic():
            order = Evacuation.objects.create(
                scene=scene,
                reason=reason.strip()[:200],
                assembly_point=assembly_point.strip()[:200],
                made_at=min(made_at or now, now),
                ordered_at=now,
                ordered_by=actor.display_name[:100],
                ordered_by_person_id=actor.person_id,
            )
    except IntegrityError:
        raise WithdrawalOpen from None
    with official_language():
        _ask(order, forces, _("Leave the scene at once: %(team)s"), actor)
        enter(
            scene,
            _("Emergency withdrawal ordered: %(reason)s (%(n)d teams)")
            % {"reason": order.reason, "n": len(forces)}
            + arrival_words(order.made_at, now),
            actor,
            at=order.made_at,
            level=RED,
            url=order.get_absolute_url(),
        )
    audit(
        actor,
        "scene.withdrawal.ordered",
        order,
        after={"teams": [f.team_name for f in forces], "made_at": order.made_at},
        reason=order.reason,
    )
    return _changed(order, actor)


def _ask(order: Evacuation, forces: Sequence[Force], title: str, actor: Actor) -> None:
    """Tell the leaders in red; each team has to confirm, else it passes to who ordered."""
    EvacuationAnswer.objects.bulk_create(
        [
            EvacuationAnswer(
                evacuation=order,
                dispatch_id=force.dispatch_id,
                team_name=force.team_name[:100],
                organisation_id=force.organisation_id,
                leader_id=force.leader_id,
                expected=force.people,
            )
            for force in forces
        ]
    )
    body = order.reason
    if order.assembly_point:
        body += "。" + _("Assemble at: %(place)s") % {"place": order.assembly_point}
    notify_each(
        kind="scene.withdrawal",
        notices=[
            Notice(
                force.leader_id,
                title % {"team": force.team_name},
                body,
                f"{reverse('field:app')}#/scene/{order.scene.incident_id}",
            )
            for force in forces
            if force.leader_id is not None
        ],
        level=RED,
        subject=order,
        must_confirm=True,
        confirm_within_s=CONFIRM_WITHIN_S,
        next_person_ids=[order.ordered_by_person_id] if order.ordered_by_person_id else [],
        include_actor=True,
        actor=actor,
    )


@transaction.atomic(savepoint=False)
def ask_later_team(*, incident_id: int, dispatch_id: int, actor: Actor) -> bool:
    """Ask a team sent while an order to withdraw stands to confirm that it stays out.

    Returns whether it was asked; each team is asked once.
    """
    order = (
        Evacuation.objects.select_for_update(of=("self",))
        .select_related("scene")
        .filter(scene__incident_id=incident_id, lifted_at__isnull=True)
        .first()
    )
    if order is None or order.answers.filter(dispatch_id=dispatch_id).exists():
        return False
    bound = bound_forces([incident_id]).get(incident_id, [])
    forces = [force for force in bound if force.dispatch_id == dispatch_id]
    if not forces:
        return False
    with official_language():
        _ask(order, forces, _("Do not enter the scene, everybody is out: %(team)s"), actor)
        enter(
            order.scene,
            _("%(team)s was sent while the withdrawal stands and has to confirm")
            % {"team": forces[0].team_name},
            actor,
            level=RED,
            url=order.get_absolute_url(),
        )
    audit(actor, "scene.withdrawal.extended", order, after={"team": forces[0].team_name})
    _changed(order, actor)
    return True


def _may_answer(answer: EvacuationAnswer, scene: Scene, actor: Actor) -> bool:
    """Whether somebody answers for a team: its leader, its organisation, or who commands."""
    if actor.person_id is not None and actor.person_id == answer.leader_id:
        return actor.has(ANSWER)
    return policy_of(Scene).can(actor, COMMAND, scene) or scope_reaches(
        actor, ANSWER, organisation_id=answer.organisation_id
    )


@transaction.atomic
def confirm_withdrawal(
    *, answer_id: int, people: int, actor: Actor, made_at: datetime | None = None
) -> EvacuationAnswer:
    """Say that a team is out, and how many of it; it may be corrected while the order stands.

    Fewer than the team had are told to who ordered in red.
    """
    answer = get_visible(EvacuationAnswer, answer_id, actor=actor)
    order = Evacuation.objects.select_for_update(of=("self",)).get(pk=answer.evacuation_id)
    answer = EvacuationAnswer.objects.select_for_update(of=("self",)).get(pk=answer_id)
    scene = order.scene
    if not _may_answer(answer, scene, actor):
        raise NotPermitted(permission=ANSWER)
    if order.lifted_at is not None:
        raise WithdrawalLifted
    if not 0 <= people <= MAX_PEOPLE:
        raise InvalidInput(fields={"people": _("Give a whole number, zero or more.")})
    if answer.confirmed_at is not None and answer.people == people:
        return answer
    now = clock.now()
    answer.people, answer.made_at = people, min(made_at or now, now)
    answer.confirmed_at, answer.confirmed_by = now, actor.display_name[:100]
    answer.save(update_fields=["people", "made_at", "confirmed_at", "confirmed_by"])
    with official_language():
        words = _("%(team)s is out: %(people)d of %(expected)d people") % {
            "team": answer.team_name,
            "people": people,
            "expected": answer.expected,
        }
        enter(
            scene,
            words + arrival_words(answer.made_at, now),
            actor,
            at=answer.made_at,
            level=RED if answer.is_short else None,
            url=order.get_absolute_url(),
        )
        if answer.is_short:
            _tell_short(order, scene, words, actor)
    audit(
        actor,
        "scene.withdrawal.confirmed",
        answer,
        after={"people": people, "expected": answer.expected, "made_at": answer.made_at},
    )
    _changed(order, actor)
    return answer


def _tell_short(order: Evacuation, scene: Scene, words: str, actor: Actor) -> None:
    response = get_active_response(scene.incident_id)
    people = {order.ordered_by_person_id, response.commander_id if response else None} - {None}
    notify(
        kind="scene.withdrawal_short",
        person_ids=sorted(p for p in people if p is not None),
        title=_("People missing: %(words)s") % {"words": words},
        url=order.get_absolute_url(),
        level=RED,
        subject=order,
        must_confirm=True,
        actor=actor,
    )


@transaction.atomic
def lift_withdrawal(
    *, evacuation_id: int, actor: Actor, made_at: datetime | None = None
) -> Evacuation:
    """Allow the scene to be entered again; the leaders are told."""
    order = get_visible(Evacuation, evacuation_id, actor=actor, lock=True)
    require(actor, COMMAND, order)
    if order.lifted_at is not None:
        return order
    now = clock.now()
    order.lifted_at, order.lifted_by = now, actor.display_name[:100]
    order.save(update_fields=["lifted_at", "lifted_by"])
    numbers = order.counts
    with official_language():
        words = _("Emergency withdrawal lifted: %(confirmed)d of %(teams)d teams had confirmed")
        enter(order.scene, words % numbers, actor, url=order.get_absolute_url())
        notify(
            kind="scene.withdrawal_lifted",
            person_ids=[a.leader_id for a in order.answers.all() if a.leader_id is not None],
            title=_("The withdrawal is lifted: %(scene)s") % {"scene": order.scene.title},
            url=f"{reverse('field:app')}#/scene/{order.scene.incident_id}",
            subject=order,
            actor=actor,
        )
    audit(actor, "scene.withdrawal.lifted", order, after=numbers)
    return _changed(order, actor)


def _changed(order: Evacuation, actor: Actor) -> Evacuation:
    numbers = Evacuation.objects.get(pk=order.pk).counts
    emit(
        WithdrawalChanged(
            order.scene.incident_id,
            order.scene.region_id,
            evacuation_id=order.pk,
            unconfirmed=numbers["open"],
            is_open=order.lifted_at is None,
        ),
        actor,
    )
    return order
