"""The daily commitment: written, copied, signed, missed, announced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.supervision.installations.events import CommitmentMissed, CommitmentSigned
from anlan.supervision.installations.models import Commitment, SafetyEquipment
from anlan.supervision.installations.public import get_commitment, must_commit
from anlan.supervision.installations.selectors.checks import contradictions, days_of
from anlan.supervision.installations.services.commitments import (
    note_missed,
    open_screen,
    prepare_commitment,
    revoke_screen,
    save_commitment,
    sign_commitment,
)

pytestmark = pytest.mark.django_db
WORKSHOP = [{"workshop": "罐区", "level": 4, "text": "正常", "person": "吴安管"}]


def signed(plant, manager, **facts):
    draft = prepare_commitment(enterprise_id=plant.pk, actor=manager)
    save_commitment(
        commitment_id=draft.pk, actor=manager, **{"judgements": WORKSHOP, "level": 4, **facts}
    )
    return sign_commitment(commitment_id=draft.pk, actor=manager)


def test_a_commitment_is_judged_signed_and_then_stands(unit, plant, manager, officer, frozen_clock):
    draft = prepare_commitment(enterprise_id=plant.pk, actor=manager)
    assert (draft.tank_areas, draft.state) == (1, "draft")
    assert prepare_commitment(enterprise_id=plant.pk, actor=manager).pk == draft.pk
    with pytest.raises(NotPermitted):
        prepare_commitment(enterprise_id=plant.pk, actor=officer)
    with pytest.raises(InvalidInput) as refused:
        sign_commitment(commitment_id=draft.pk, actor=manager)
    assert "judgements" in refused.value.fields
    for wrong in ({"running": -1}, {"operations": {"x": 1}}, {"level": 7}, {"other": 1}):
        with pytest.raises(InvalidInput):
            save_commitment(commitment_id=draft.pk, actor=manager, **wrong)
    save_commitment(
        commitment_id=draft.pk,
        actor=manager,
        judgements=[{"workshop": "车间", "level": 2}],
        level=3,
        operations={"hot_work_1": 2, "lifting": 0},
    )
    with pytest.raises(InvalidInput) as refused:
        sign_commitment(commitment_id=draft.pk, actor=manager)
    assert set(refused.value.fields) == {"level"}
    save_commitment(commitment_id=draft.pk, actor=manager, level=2, measures="专人监护")

    done = sign_commitment(commitment_id=draft.pk, actor=manager)

    assert not done.is_late  # ten o'clock sharp
    assert_audited("installations.commitment.signed", done, by=manager)
    assert_emitted(CommitmentSigned, commitment_id=done.pk, level=2)
    told = get_commitment(plant.pk, clock.today())
    assert told is not None and told.special_operations == {"hot_work_1": 2}
    with pytest.raises(WrongState):
        save_commitment(commitment_id=done.pk, actor=manager, level=4)
    with pytest.raises(WrongState):
        sign_commitment(commitment_id=done.pk, actor=manager)


def test_the_next_day_is_copied_and_after_the_hour_it_is_late(unit, plant, manager, frozen_clock):
    first = signed(plant, manager, operations={"hot_work_2": 1}, running=3)
    frozen_clock.advance(days=1, minutes=1)

    draft = prepare_commitment(enterprise_id=plant.pk, actor=manager)

    assert (draft.copied_from_id, draft.running) == (first.pk, 3)
    assert draft.operations == {"hot_work_2": 1}
    assert sign_commitment(commitment_id=draft.pk, actor=manager).is_late
    with pytest.raises(InvalidInput):
        prepare_commitment(
            enterprise_id=plant.pk, actor=manager, on=clock.today() + timedelta(days=1)
        )
    _days, late, missing = days_of(plant.pk, clock.today() - timedelta(days=2), clock.today())
    assert (late, missing) == (1, 0)


def test_a_draft_of_yesterday_is_not_signed_today(unit, plant, manager, frozen_clock):
    draft = prepare_commitment(enterprise_id=plant.pk, actor=manager)
    save_commitment(commitment_id=draft.pk, actor=manager, judgements=WORKSHOP)
    frozen_clock.advance(days=1)

    with pytest.raises(WrongState):
        sign_commitment(commitment_id=draft.pk, actor=manager)


def test_a_missing_commitment_is_told_once_after_the_hour(unit, plant, manager, frozen_clock):
    system = system_actor("test")
    frozen_clock.advance(minutes=-1)
    assert must_commit(plant.pk)
    assert note_missed(actor=system) == 0
    with pytest.raises(NotPermitted):
        note_missed(actor=manager)

    frozen_clock.advance(minutes=1)

    assert note_missed(actor=system) == 1
    assert note_missed(actor=system) == 0
    assert_emitted(CommitmentMissed, enterprise_id=plant.pk)
    assert_audited("installations.commitment.missed", plant)


def test_contradictions_are_said_in_words(unit, plant, manager):
    SafetyEquipment.objects.create(
        installation=unit, system="cut_off", needed=4, fitted=4, working=3
    )
    draft = Commitment(
        enterprise=plant,
        on=clock.today(),
        level=4,
        maintenance=1,
        contractor_people=5,
        judgements=[{"workshop": "罐区", "level": 2}],
    )

    assert len(contradictions(draft)) == 4
    draft.operations = {"hot_work_special": 1}
    draft.contractors = 1
    assert len(contradictions(draft)) == 3
    assert contradictions(Commitment(enterprise=plant, on=clock.today(), level=3)) == [
        str(text) for text in contradictions(Commitment(enterprise=plant, on=clock.today()))
    ]


def test_the_screen_opens_without_signing_in_until_it_is_revoked(unit, plant, manager):
    link = open_screen(enterprise_id=plant.pk, actor=manager, label="正门")
    address = reverse("installations:screen", args=[link.token])
    empty = Client().get(address)
    assert empty.status_code == 200
    assert plant.name in empty.text
    done = signed(plant, manager, operations={"confined_space": 2})

    shown = Client().get(address)

    assert done.statement in shown.text
    assert "00012345678" not in shown.text
    assert 'http-equiv="refresh"' in shown.text
    assert "no-store" in shown["Cache-Control"]
    revoke_screen(link_id=link.pk, actor=manager)
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("installations:screen", args=["x" * 32])).status_code == 404
    with pytest.raises(WrongState):
        revoke_screen(link_id=link.pk, actor=manager)
    assert_audited("installations.screen.revoked", link, by=manager)
