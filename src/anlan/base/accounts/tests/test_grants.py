"""Who may give which right to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anlan.base.accounts.errors import (
    AdministratorsExclude,
    AlreadyHeld,
    NotDelegable,
    OwnRightsUntouchable,
)
from anlan.base.accounts.events import GrantsChanged
from anlan.base.accounts.models import Grant, Role
from anlan.base.accounts.resolver import actor_for
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.selectors import present_grants
from anlan.base.accounts.services.grants import delegate, grant_role, revoke_grant
from anlan.base.accounts.services.roles import create_role, sync_roles, update_role, update_rule
from anlan.base.accounts.tests.factories import (
    GrantFactory,
    RoleFactory,
    UserFactory,
    account_with,
)
from anlan.base.organisations.models import Person
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.policy import policy_of
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def security():
    return make_actor("安全", role="security_admin")


def test_roles_are_built_from_what_the_apps_declare_and_county_changes_stay(cast):
    touched = sync_roles(actor=SYSTEM)
    assert "duty_officer" in touched and len(touched) == 14
    assert_audited("accounts.roles.synchronised", by=SYSTEM)
    assert sync_roles(actor=SYSTEM) == []

    role = Role.objects.get(code="duty_officer")
    kept = [p for p in role.permissions if p != "organisations.reveal_phone"]
    update_role(role_id=role.pk, actor=security(), permissions=kept)
    record = assert_audited("accounts.role.changed", role)
    assert record.before["removed"] == ["organisations.reveal_phone"]

    Role.objects.filter(code="duty_officer").update(name="旧名")
    assert sync_roles(actor=SYSTEM) == ["duty_officer"]
    role.refresh_from_db()
    assert role.name == "值班员" and "organisations.reveal_phone" not in role.permissions
    with pytest.raises(NotPermitted):
        sync_roles(actor=cast.sun)


def test_a_county_role_cannot_mix_business_and_administration():
    sync_roles(actor=SYSTEM)
    made = create_role(
        code="night_watch", name="夜班", permissions=["organisations.view_person"], actor=security()
    )
    assert_audited("accounts.role.created", made)
    with pytest.raises(InvalidInput):
        create_role(
            code="mixed", name="混合", permissions=["accounts.change_grant"], actor=security()
        )
    with pytest.raises(InvalidInput):
        create_role(
            code="mixed",
            name="混合",
            family="auditor",
            permissions=["audit.view_record", "accounts.change_user"],
            actor=security(),
        )
    with pytest.raises(InvalidInput):
        create_role(code="x", name="x", permissions=["no.such"], actor=security())
    sync_roles(actor=SYSTEM)
    assert Role.objects.get(code="night_watch").permissions == ["organisations.view_person"]


def test_a_role_is_given_once_and_taken_away_with_a_reason():
    RegionFactory(county=True)
    user = UserFactory()
    RoleFactory(code="duty_officer")
    grant = grant_role(
        user_id=user.pk,
        role_code="duty_officer",
        scope_kind="region",
        scope_value="330825000000",
        actor=security(),
        reason="上岗",
    )
    assert grant.scope_value == "330825" and grant.family == "business"
    assert_audited("accounts.grant.given", grant)
    assert_emitted(GrantsChanged, user_id=user.pk, person_id=user.person_id)
    same = {
        "user_id": user.pk,
        "role_code": "duty_officer",
        "scope_kind": "region",
        "scope_value": "330825",
    }
    with pytest.raises(AlreadyHeld):
        grant_role(**same, actor=security())
    with pytest.raises(NotVisible):
        grant_role(**same, actor=make_actor(role="duty_officer"))
    with pytest.raises(NotPermitted):
        grant_role(**same, actor=make_actor(role="system_admin"))
    with pytest.raises(InvalidInput):
        grant_role(**{**same, "scope_value": "990000"}, actor=security())
    with pytest.raises(InvalidInput):
        revoke_grant(grant_id=grant.pk, actor=security(), reason=" ")
    revoke_grant(grant_id=grant.pk, actor=security(), reason="离岗")
    assert not Grant.objects.filter(pk=grant.pk).exists()
    assert assert_audited("accounts.grant.revoked").before["role"] == "duty_officer"


@pytest.mark.parametrize("held", ["duty_officer", "security_admin", "auditor"])
def test_an_account_never_unites_two_families_of_roles(held):
    user = account_with(held, scope_kind="all", scope_value="")
    RoleFactory(code="system_admin")
    with pytest.raises(AdministratorsExclude):
        grant_role(user_id=user.pk, role_code="system_admin", scope_kind="all", actor=security())


def test_the_database_itself_keeps_administrators_apart():
    user = account_with("auditor", scope_kind="all", scope_value="")
    other = RoleFactory(code="security_admin")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(user=user, role=other, scope_kind="all", scope_value="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.bulk_create(
            [Grant(user=user, role=RoleFactory(), scope_kind="region", scope_value="330825")]
        )
    # One after the other is allowed: the times do not overlap.
    now = clock.now()
    Grant.objects.filter(user=user).update(valid_to=now)
    GrantFactory(user=user, role=other, scope_kind="all", scope_value="", valid_from=now)


def test_nobody_gives_rights_to_himself():
    user = account_with("security_admin", scope_kind="all", scope_value="")
    RoleFactory(code="auditor")
    with pytest.raises(OwnRightsUntouchable):
        grant_role(user_id=user.pk, role_code="auditor", scope_kind="all", actor=actor_for(user))


def test_only_own_rights_are_delegated_and_only_for_a_time(frozen_clock):
    giver, receiver = account_with("duty_officer"), UserFactory()
    grant = giver.grants.get()
    until = clock.now() + timedelta(days=3)
    words = {"valid_to": until, "reason": "出差"}
    lent = delegate(grant_id=grant.pk, to_user_id=receiver.pk, actor=actor_for(giver), **words)
    assert_audited("accounts.grant.delegated", lent)
    assert_emitted(GrantsChanged, user_id=receiver.pk, person_id=receiver.person_id)
    assert actor_for(receiver).has("organisations.reveal_phone")

    with pytest.raises(NotDelegable):  # not one's own
        delegate(grant_id=grant.pk, to_user_id=giver.pk, actor=actor_for(receiver), **words)
    with pytest.raises(NotDelegable):  # lent rights are not lent on
        delegate(grant_id=lent.pk, to_user_id=giver.pk, actor=actor_for(receiver), **words)
    late = clock.now() + timedelta(days=rule_value("delegation_max_days") + 1)
    with pytest.raises(InvalidInput):
        delegate(
            grant_id=grant.pk,
            to_user_id=UserFactory().pk,
            actor=actor_for(giver),
            valid_to=late,
            reason="x",
        )
    frozen_clock.advance(days=4)
    assert not present_grants(receiver).exists()
    frozen_clock.advance(days=-4)
    revoke_grant(grant_id=grant.pk, actor=security(), reason="离岗")
    assert not Grant.objects.filter(pk=lent.pk).exists()


def test_who_can_finds_the_persons_holding_a_right_over_an_object(frozen_clock):
    user = account_with("duty_officer")
    far = account_with("duty_officer", scope_value="330826")
    person = user.person
    found = policy_of(Person).who_can("organisations.reveal_phone", person)
    assert user.person_id in found and far.person_id not in found
    user.grants.get().delete()  # forgotten at once in the same transaction
    assert user.person_id not in policy_of(Person).who_can("organisations.reveal_phone", person)


def test_who_can_asks_the_database_once_per_transaction(django_assert_num_queries):
    user = account_with("duty_officer")
    rights = policy_of(Person)
    with django_assert_num_queries(1):
        for _n in range(3):
            rights.who_can("organisations.reveal_phone", user.person)


def test_a_rule_keeps_the_countys_value_when_loaded_again(cast):
    from anlan.base.accounts.services.roles import load_rules

    load_rules(actor=SYSTEM)
    rule = update_rule(code="idle_timeout_min", value=15, actor=security(), reason="办公室人多")
    assert_audited("accounts.rule.changed", rule)
    load_rules(actor=SYSTEM)
    assert rule_value("idle_timeout_min") == 15
    with pytest.raises(InvalidInput):
        update_rule(code="idle_timeout_min", value=0, actor=security())
    with pytest.raises(NotVisible):
        update_rule(code="idle_timeout_min", value=5, actor=cast.sun)
