"""More time, other hands, objections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.deadlines.public import deadlines_of
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.hazards.errors import AlreadyAnswered, AlreadyAsked
from anlan.supervision.hazards.events import (
    DisputeDecided,
    ExtensionDecided,
    ExtensionRequested,
    HazardDisputed,
    HazardTransferred,
)
from anlan.supervision.hazards.services.requests import (
    answer_transfer,
    decide_extension,
    dismiss_dispute,
    dispute_hazard,
    request_extension,
    transfer_hazard,
    uphold_dispute,
)
from anlan.supervision.hazards.services.tables import change_category, change_limit
from anlan.supervision.hazards.tests.factories import office, officer


def ask(hazard, actor, days=7, **more):
    given = {"reason": "备件未到货", "measures": "专人看护", **more}
    return request_extension(
        hazard_id=hazard.pk,
        wanted_due_at=hazard.due_at + timedelta(days=days),
        actor=actor,
        **given,
    )


def test_more_time_is_asked_for_and_granted_within_the_limits(hazard, wu, chen):
    for days, more in ((-1, {}), (60, {}), (7, {"reason": " "}), (7, {"measures": ""})):
        with pytest.raises(InvalidInput):
            ask(hazard, wu, days, **more)
    with pytest.raises(NotPermitted):
        ask(hazard, chen)

    asked = ask(hazard, wu)
    assert_audited("hazards.extension.requested", hazard, by=wu)
    assert_emitted(ExtensionRequested, hazard_id=hazard.pk)
    with pytest.raises(AlreadyAsked):
        ask(hazard, wu)
    with pytest.raises(NotPermitted):
        decide_extension(extension_id=asked.pk, is_approved=True, actor=wu)

    decide_extension(extension_id=asked.pk, is_approved=True, actor=chen, reason="同意")
    hazard.refresh_from_db()
    assert hazard.due_at == asked.wanted_due_at
    running = next(d for d in deadlines_of(hazard) if d.state == "running")
    assert running.due_at == asked.wanted_due_at
    assert_audited("hazards.extension.decided", hazard, by=chen)
    assert_emitted(ExtensionDecided, hazard_id=hazard.pk, is_approved=True)
    with pytest.raises(AlreadyAnswered):
        decide_extension(extension_id=asked.pk, is_approved=True, actor=chen)


def test_a_refusal_gives_its_reason_and_the_number_of_extensions_is_limited(hazard, wu, chen):
    asked = ask(hazard, wu)
    with pytest.raises(InvalidInput):
        decide_extension(extension_id=asked.pk, is_approved=False, actor=chen)
    decide_extension(extension_id=asked.pk, is_approved=False, actor=chen, reason="风险高")
    assert_audited("hazards.extension.decided", hazard, by=chen)
    assert_emitted(ExtensionDecided, hazard_id=hazard.pk, is_approved=False)

    for _times in range(2):
        hazard.refresh_from_db()
        again = ask(hazard, wu)
        decide_extension(extension_id=again.pk, is_approved=True, actor=chen)
    hazard.refresh_from_db()
    with pytest.raises(WrongState):
        ask(hazard, wu)

    change_limit(
        code="extension_times", value=3, legal_basis="县安委办通知", is_verified=False, actor=chen
    )
    ask(hazard, wu)


def test_a_hazard_is_handed_over_and_taken(hazard, chen, wu):
    ecology, water = office(), office("water")
    desk = officer(
        "department_officer",
        "环保联络员",
        scope=Scope("organisation", str(ecology.pk)),
        organisation_id=ecology.pk,
    )
    for wrong in (hazard.organisation_id, 0):
        with pytest.raises(InvalidInput):
            transfer_hazard(
                hazard_id=hazard.pk, to_organisation_id=wrong, actor=chen, reason="职责"
            )
    with pytest.raises(NotPermitted):
        transfer_hazard(hazard_id=hazard.pk, to_organisation_id=ecology.pk, actor=wu, reason="职责")

    offer = transfer_hazard(
        hazard_id=hazard.pk, to_organisation_id=ecology.pk, actor=chen, reason="属环保职责"
    )
    assert_audited("hazards.transfer.offered", hazard, by=chen)
    assert_emitted(HazardTransferred, hazard_id=hazard.pk, answer="offered")
    with pytest.raises(AlreadyAsked):
        transfer_hazard(
            hazard_id=hazard.pk, to_organisation_id=water.pk, actor=chen, reason="属水利职责"
        )
    with pytest.raises(NotPermitted):
        answer_transfer(transfer_id=offer.pk, is_accepted=True, actor=chen)
    with pytest.raises(InvalidInput):
        answer_transfer(transfer_id=offer.pk, is_accepted=False, actor=desk)

    answer_transfer(transfer_id=offer.pk, is_accepted=True, actor=desk)
    hazard.refresh_from_db()
    assert hazard.department_id == ecology.pk
    assert_audited("hazards.transfer.answered", hazard, by=desk)
    assert_emitted(HazardTransferred, hazard_id=hazard.pk, answer="accepted")
    with pytest.raises(AlreadyAnswered):
        answer_transfer(transfer_id=offer.pk, is_accepted=True, actor=desk)


def test_a_hand_over_comes_back_with_its_reason(hazard, chen):
    ecology = office()
    stranger = officer(
        "department_officer", scope=Scope("organisation", "999999"), organisation_id=999999
    )
    desk = officer(
        "department_officer",
        scope=Scope("organisation", str(ecology.pk)),
        organisation_id=ecology.pk,
    )
    offer = transfer_hazard(
        hazard_id=hazard.pk, to_organisation_id=ecology.pk, actor=chen, reason="属环保职责"
    )
    with pytest.raises(NotVisible):
        answer_transfer(transfer_id=offer.pk, is_accepted=True, actor=stranger)

    answer_transfer(transfer_id=offer.pk, is_accepted=False, actor=desk, reason="不属本局职责")

    hazard.refresh_from_db()
    assert hazard.department_id != ecology.pk
    assert_audited("hazards.transfer.answered", hazard, by=desk)
    assert_emitted(HazardTransferred, hazard_id=hazard.pk, answer="returned")


def test_an_objection_that_is_right_takes_the_hazard_out_of_the_count(hazard, wu, chen, zhao):
    with pytest.raises(InvalidInput):
        dispute_hazard(hazard_id=hazard.pk, actor=wu, reason="")
    dispute_hazard(hazard_id=hazard.pk, actor=wu, reason="箱门带自闭装置")
    assert_state(hazard, "disputed")
    assert_audited("hazards.dispute.raised", hazard, by=wu)
    assert_emitted(HazardDisputed, hazard_id=hazard.pk)
    with pytest.raises(NotPermitted):
        uphold_dispute(hazard_id=hazard.pk, actor=zhao, reason="属实")

    uphold_dispute(hazard_id=hazard.pk, actor=chen, reason="属实")
    hazard.refresh_from_db()
    assert_state(hazard, "rejected")
    assert hazard.counted_on is None
    assert_audited("hazards.dispute.decided", hazard, by=chen)
    assert_emitted(DisputeDecided, hazard_id=hazard.pk, is_upheld=True)


def test_a_dismissed_objection_leaves_the_first_due_time(hazard, wu, chen):
    due = hazard.due_at
    dispute_hazard(hazard_id=hazard.pk, actor=wu, reason="不属隐患")

    dismiss_dispute(hazard_id=hazard.pk, actor=chen, reason="标准明确")

    hazard.refresh_from_db()
    assert_state(hazard, "rectifying")
    assert hazard.due_at == due
    assert hazard.disputes.get().state == "refused"
    assert_audited("hazards.dispute.decided", hazard, by=chen)
    assert_emitted(DisputeDecided, hazard_id=hazard.pk, is_upheld=False)


def test_an_officer_keeps_causes_and_limits(reference, chen, wu):
    with pytest.raises(NotPermitted):
        change_limit(code="extension_days", value=5, legal_basis="x", is_verified=False, actor=wu)
    with pytest.raises(InvalidInput):
        change_limit(code="extension_days", value=0, legal_basis="x", is_verified=False, actor=chen)
    with pytest.raises(NotVisible):
        change_category(code="nothing", name="x", actor=chen)

    changed = change_category(code="things_electric", name="电气隐患", actor=chen)

    assert changed.name == "电气隐患"
    assert_audited("hazards.category.changed", changed, by=chen)
