"""Certificates, checks, insurance: what has expired limits a team, and the words say why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from anlan.command.teams.desk import expiring, lapsed, my_teams, never_recorded, upkeep
from anlan.command.teams.events import TeamChanged
from anlan.command.teams.models import TeamCertificate, TeamMember
from anlan.command.teams.public import get_team, list_ready_teams
from anlan.command.teams.rulebook import force_rule, months_later
from anlan.command.teams.selectors import gaps_of
from anlan.command.teams.services.upkeep import (
    add_equipment,
    add_member,
    end_membership,
    record_certificate,
    record_check,
    record_insurance,
)
from anlan.command.teams.tests.factories import (
    JointTrainingFactory,
    TeamCertificateFactory,
    TeamEquipmentFactory,
    TeamFactory,
    TeamInsuranceFactory,
    TeamMemberFactory,
)
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db


def days(number: int):
    return clock.today() + timedelta(days=number)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def leader(team):
    return make_actor(
        "队长",
        role="team_leader",
        scope=Scope("person", str(team.leader_id)),
        person_id=team.leader_id,
    )


def test_expired_certificates_limit_a_ready_team_with_the_reason_in_words(team, leader):
    for number in range(2):
        member = TeamMemberFactory(team=team)
        TeamCertificateFactory(member=member, valid_until=days(-1 - number))
    gone = TeamMemberFactory(team=team, is_active=False)
    TeamCertificateFactory(member=gone, valid_until=days(-300))

    found = get_team(team.pk, leader)

    assert (found.readiness, found.readiness_label) == ("limited", "受限：2 本证书已过期")
    assert [t.id for t in list_ready_teams(capabilities=[], actor=leader)] == [team.pk]
    team.refresh_from_db()
    assert team.readiness == "ready"  # what was reported stays on record
    panel = my_teams(leader)
    assert panel is not None and panel["rows"][0]["state"]["label"] == found.readiness_label
    assert [item.value for item in lapsed(leader)] == ["2"]


def test_a_lapsed_team_is_not_on_the_tab_of_the_ready(team, client, sign_in):
    sound = TeamFactory(name="演示完好队", region=team.region)
    certificate = TeamCertificateFactory(member__team=team, valid_until=days(-1))
    assert certificate.pk
    sign_in(client, "bureau_officer")

    def listed(tab: str) -> str:
        return client.get(reverse("teams:list"), {"tab": tab}).content.decode()

    assert sound.name in listed("ready") and team.name not in listed("ready")
    assert team.name in listed("unavailable") and sound.name not in listed("unavailable")


def test_a_renewed_certificate_takes_the_place_of_the_old_one(team, leader, cast):
    member = TeamMemberFactory(team=team)
    TeamCertificateFactory(member=member, kind="矿山救护员", valid_until=days(-1))
    assert get_team(team.pk, leader).readiness == "limited"
    with pytest.raises(NotPermitted):
        record_certificate(team_id=team.pk, member_id=member.pk, kind="矿山救护员", actor=cast.lin)
    with pytest.raises(NotVisible):
        record_certificate(team_id=team.pk, member_id=member.pk, kind="矿山救护员", actor=cast.qian)
    stranger = TeamMemberFactory()
    with pytest.raises(InvalidInput):
        record_certificate(team_id=team.pk, member_id=stranger.pk, kind="x", actor=leader)

    record_certificate(
        team_id=team.pk,
        member_id=member.pk,
        kind="矿山救护员",
        valid_until=days(20),
        actor=leader,
    )

    assert_audited("teams.certificate.recorded", team, by=leader)
    assert_emitted(TeamChanged, team_id=team.pk)
    assert get_team(team.pk, leader).readiness == "ready"
    assert [item.where for item in expiring(leader)] == [team.name]  # within the time of warning
    TeamCertificateFactory(member=member, kind="矿山救护员", valid_until=None)
    assert list(expiring(leader)) == []


def test_a_member_who_left_no_longer_limits_the_team(team, leader):
    member = add_member(team_id=team.pk, name="队员演示", post="侦检员", actor=leader)
    assert_audited("teams.member.added", team, by=leader)
    with pytest.raises(InvalidInput):
        add_member(team_id=team.pk, name=" ", actor=leader)
    TeamCertificateFactory(member=member, valid_until=days(-1))
    assert get_team(team.pk, leader).readiness == "limited"

    end_membership(member_id=member.pk, actor=leader)

    assert_audited("teams.member.left", team, by=leader)
    assert get_team(team.pk, leader).readiness == "ready"


def test_a_check_sets_the_next_by_the_countys_term(team, leader):
    TeamEquipmentFactory(team=team, check_due_on=None)  # never asked for: nothing is invented
    suit = TeamEquipmentFactory(team=team, check_due_on=days(-1))
    assert get_team(team.pk, leader).readiness_label == "受限：1 件装备检查超期"
    with pytest.raises(InvalidInput):
        record_check(equipment_id=suit.pk, checked_on=days(1), is_usable=True, actor=leader)
    with pytest.raises(InvalidInput):
        record_check(
            equipment_id=suit.pk,
            checked_on=days(0),
            check_due_on=days(-3),
            is_usable=True,
            actor=leader,
        )

    record_check(equipment_id=suit.pk, checked_on=days(0), is_usable=True, actor=leader)

    suit.refresh_from_db()
    assert suit.check_due_on == months_later(days(0), 6)
    assert_audited("teams.equipment.checked", team, by=leader)
    assert get_team(team.pk, leader).readiness == "ready"
    with pytest.raises(InvalidInput):
        add_equipment(team_id=team.pk, name="", quantity=1, actor=leader)
    new = add_equipment(team_id=team.pk, name="洗消帐篷", quantity=1, unit="顶", actor=leader)
    assert new.check_due_on == months_later(days(0), 6)
    assert_audited("teams.equipment.added", team, by=leader)


def test_the_law_asks_for_insurance_and_a_lapsed_policy_limits(team, leader):
    rule = force_rule("insurance")
    assert rule.is_verified and "第四十条" in rule.legal_basis

    def gaps():
        return {g.what: g for g in gaps_of([team])[team.pk] if g.kind == "insurance"}

    assert not next(iter(gaps().values())).lowers  # nothing on record is shown, not guessed
    assert get_team(team.pk, leader).readiness == "ready"
    values = {
        "insurer": "演示保险公司",
        "policy_number": "1",
        "sum_insured": Decimal(500_000),
        "team_id": team.pk,
        "actor": leader,
    }
    with pytest.raises(InvalidInput):
        record_insurance(people=20, valid_from=days(0), valid_until=days(-1), **values)
    record_insurance(people=12, valid_from=days(-400), valid_until=days(-35), **values)
    assert get_team(team.pk, leader).readiness_label == "受限：人身意外伤害保险已失效"
    record_insurance(people=12, valid_from=days(-35), valid_until=days(330), **values)
    assert_audited("teams.insurance.recorded", team, by=leader)
    assert get_team(team.pk, leader).readiness == "ready"
    with translation.override("en"):
        assert list(gaps()) == ["12 of 20 people insured"]


def test_the_bureau_sees_who_never_trained_together_and_whose_cadence_ran_out(team):
    officer = make_actor("科员", role="bureau_officer", scope=Scope("region", "330825"))
    other = TeamFactory()
    TeamInsuranceFactory(team=team)
    TeamInsuranceFactory(team=other)
    assert [item.label for item in never_recorded(officer)] == ["2 支队伍没有联合训练记录"]
    training = JointTrainingFactory(teams=[team, other])
    assert list(never_recorded(officer)) == [] and list(lapsed(officer)) == []

    training.held_on = months_later(clock.today(), -12) - timedelta(days=1)
    training.save()

    panel = upkeep(officer)
    assert panel is not None
    assert {row["label"] for row in panel["rows"]} == {team.name, other.name}
    assert get_team(team.pk, officer).readiness == "ready"  # training does not limit


def test_the_leader_keeps_his_team_through_the_pages(client, sign_in, team):
    account = sign_in(
        client,
        "team_leader",
        scope_kind="organisation",
        scope_value=str(team.organisation_id),
        person=team.leader,
    )
    assert account is not None
    url = reverse("teams:member_create", args=[team.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "新队员演示", "post": "驾驶员"}).status_code == 303
    member = TeamMember.objects.get(team=team)
    url = reverse("teams:certificate_create", args=[team.pk])
    assert str(member.pk) in client.get(f"{url}?member={member.pk}").content.decode()
    form = {"member_id": member.pk, "kind": "应急救援员", "valid_until": days(-1).isoformat()}
    assert client.post(url, form).status_code == 303
    assert TeamCertificate.objects.get().member == member
    page = client.get(reverse("teams:detail", args=[team.pk])).content.decode()
    assert "受限：1 本证书已过期" in page and "突发事件应对法（2024）第四十条第二款" in page
    assert "受限：1 本证书已过期" in client.get(reverse("teams:list")).content.decode()
    assert client.get(reverse("teams:member", args=[member.pk])).status_code == 200
    gear = TeamEquipmentFactory(team=team)
    url = reverse("teams:check", args=[gear.pk])
    assert client.get(url).status_code == 200
    done = client.post(url, {"checked_on": days(0).isoformat(), "is_usable": "on"})
    assert done.status_code == 303
    url = reverse("teams:insurance_create", args=[team.pk])
    form = {
        "insurer": "演示保险公司",
        "policy_number": "1",
        "people": 20,
        "sum_insured": "500000",
        "valid_from": days(0).isoformat(),
        "valid_until": days(-1).isoformat(),
    }
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "valid_until": days(364).isoformat()}).status_code == 303
    url = reverse("teams:equipment_create", args=[team.pk])
    assert client.post(url, {"name": "洗消帐篷", "quantity": 1}).status_code == 303
    assert client.post(reverse("teams:member_leave", args=[member.pk])).status_code == 303
    other = TeamFactory()
    assert client.get(reverse("teams:member_create", args=[other.pk])).status_code == 404
