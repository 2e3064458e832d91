"""Opening, closing, resetting accounts; passwords and second factors."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django_otp.oath import hotp

from anlan.base.accounts.errors import (
    OwnRightsUntouchable,
    PasswordRefused,
    SecondFactorPaused,
    WrongCode,
)
from anlan.base.accounts.events import AccountClosed, AccountOpened, PasswordReset
from anlan.base.accounts.models import Grant, RecoveryCode, SecondFactor, User
from anlan.base.accounts.public import DEMONSTRATION_PASSWORD, open_demonstration_account
from anlan.base.accounts.resolver import actor_for
from anlan.base.accounts.services.accounts import (
    close_account,
    open_account,
    reopen_account,
    update_account,
    update_own_preferences,
)
from anlan.base.accounts.services.passwords import (
    change_own_password,
    is_expired,
    make_password,
    reset_password,
)
from anlan.base.accounts.services.second_factor import (
    begin_enrolment,
    check_code,
    confirm_enrolment,
    renew_recovery_codes,
    reset_second_factor,
)
from anlan.base.accounts.tests.factories import PASSWORD, UserFactory, account_with
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def keeper():
    return make_actor("系统", role="system_admin")


def code_of(user):
    factor = SecondFactor.objects.get(user=user)
    step = int(clock.now().timestamp()) // 30
    return f"{hotp(bytes.fromhex(factor.secret), step):06d}"


def test_an_account_is_opened_with_a_one_time_password(cast):
    person = PersonFactory()
    opened = open_account(username="zhang.san", person_id=person.pk, actor=keeper())
    user = User.objects.get(pk=opened.id)
    assert user.check_password(opened.password) and user.must_change_password
    assert user.display_name == person.name
    record = assert_audited("accounts.account.opened", user)
    assert opened.password not in json.dumps(record.after)
    assert_emitted(AccountOpened, user_id=user.pk, person_id=person.pk)

    for username in ("Zhang.San", "a", "不行 的"):
        with pytest.raises(InvalidInput):
            open_account(username=username, actor=keeper())
    with pytest.raises(InvalidInput):  # one account per person
        open_account(username="zhang2", person_id=person.pk, actor=keeper())
    with pytest.raises(NotPermitted):
        open_account(username="li.si", actor=make_actor(role="security_admin"))
    with pytest.raises(NotPermitted):  # no chosen passwords outside a demonstration
        open_account(username="li.si", actor=keeper(), password="Abc-12345-xyz")


def test_an_account_is_closed_and_reopened_by_another_person():
    user = UserFactory()
    with pytest.raises(InvalidInput):
        close_account(user_id=user.pk, actor=keeper(), reason="")
    close_account(user_id=user.pk, actor=keeper(), reason="调离")
    assert_audited("accounts.account.closed", user)
    assert_emitted(AccountClosed, user_id=user.pk, person_id=user.person_id)
    opened = reopen_account(user_id=user.pk, actor=keeper(), reason="调回")
    assert_audited("accounts.account.reopened", user)
    user.refresh_from_db()
    assert user.is_active and user.check_password(opened.password)
    admin = account_with("system_admin", scope_kind="all", scope_value="")
    with pytest.raises(OwnRightsUntouchable):
        close_account(user_id=admin.pk, actor=actor_for(admin), reason="x")
    with pytest.raises(NotVisible):
        close_account(user_id=user.pk, actor=make_actor("外人"), reason="x")


def test_a_reset_password_must_be_changed_and_ends_sessions():
    user = UserFactory()
    reset = reset_password(user_id=user.pk, actor=keeper(), reason="忘记")
    user.refresh_from_db()
    assert user.must_change_password and user.check_password(reset.password)
    assert_audited("accounts.password.reset", user)
    assert_emitted(PasswordReset, user_id=user.pk)
    admin = account_with("system_admin", scope_kind="all", scope_value="")
    with pytest.raises(OwnRightsUntouchable):
        reset_password(user_id=admin.pk, actor=actor_for(admin))


@pytest.mark.parametrize(
    "password", ["short-A1", "onlysmallletters", "12345678901", "password1234"]
)
def test_weak_passwords_are_refused(password):
    user = UserFactory()
    with pytest.raises(PasswordRefused):
        change_own_password(
            user_id=user.pk, old_password=PASSWORD, new_password=password, actor=actor_for(user)
        )


def test_a_password_is_changed_by_its_owner_and_never_comes_back(frozen_clock):
    user = UserFactory()
    arguments = {"user_id": user.pk, "actor": actor_for(user)}
    with pytest.raises(PasswordRefused):
        change_own_password(old_password="wrong", new_password="Yy8-garden-Lamp", **arguments)
    with pytest.raises(PasswordRefused):
        change_own_password(old_password=PASSWORD, new_password=PASSWORD, **arguments)
    change_own_password(old_password=PASSWORD, new_password="Yy8-garden-Lamp", **arguments)
    assert_audited("accounts.password.changed", user)
    with pytest.raises(PasswordRefused):
        change_own_password(old_password="Yy8-garden-Lamp", new_password=PASSWORD, **arguments)
    with pytest.raises(OwnRightsUntouchable):
        change_own_password(
            user_id=user.pk,
            old_password="Yy8-garden-Lamp",
            new_password="Zz7-window-Rain",
            actor=actor_for(UserFactory()),
        )
    user.refresh_from_db()
    assert not is_expired(user)
    frozen_clock.advance(days=91)
    assert is_expired(user)


def test_one_time_passwords_are_strong_and_differ():
    made = {make_password() for _n in range(50)}
    assert len(made) == 50 and all(len(password) == 14 for password in made)


def test_the_second_factor_is_confirmed_used_once_and_paused_after_failures(frozen_clock):
    user = UserFactory()
    actor = actor_for(user)
    enrolment = begin_enrolment(user=user)
    assert "<svg" in enrolment.qr_svg
    raw = SecondFactor.objects.raw("SELECT id, secret AS stored FROM accounts_secondfactor")[0]
    assert raw.stored != SecondFactor.objects.get().secret  # encrypted at rest

    with pytest.raises(WrongCode):
        confirm_enrolment(user_id=user.pk, code="000000", actor=actor)
    codes = confirm_enrolment(user_id=user.pk, code=code_of(user), actor=actor)
    assert len(codes) == 10
    assert_audited("accounts.second_factor.confirmed", user)
    with pytest.raises(WrongCode):  # the same code again
        check_code(user_id=user.pk, code=code_of(user), actor=actor)
    frozen_clock.advance(seconds=60)
    check_code(user_id=user.pk, code=code_of(user), actor=actor)

    check_code(user_id=user.pk, code=codes[0].upper(), actor=actor)
    assert_audited("accounts.recovery_code.used", user)
    with pytest.raises(WrongCode):
        check_code(user_id=user.pk, code=codes[0], actor=actor)
    for _n in range(4):
        with pytest.raises(WrongCode):
            check_code(user_id=user.pk, code="123456", actor=actor)
    frozen_clock.advance(seconds=60)
    with pytest.raises(SecondFactorPaused):
        check_code(user_id=user.pk, code=code_of(user), actor=actor)
    frozen_clock.advance(minutes=16)
    check_code(user_id=user.pk, code=code_of(user), actor=actor)

    fresh = renew_recovery_codes(user_id=user.pk, actor=actor)
    assert_audited("accounts.recovery_codes.renewed", user)
    assert not set(fresh) & set(codes) and RecoveryCode.objects.count() == 10
    reset_second_factor(user_id=user.pk, actor=keeper(), reason="手机丢失")
    assert_audited("accounts.second_factor.reset", user)
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()


def test_names_and_preferences_are_changed():
    user = UserFactory()
    update_account(user_id=user.pk, actor=keeper(), display_name="李四演示")
    assert_audited("accounts.account.changed", user)
    changed = update_own_preferences(actor=actor_for(user), language="en", large_type=True)
    assert changed.language == "en" and changed.large_type
    with pytest.raises(InvalidInput):
        update_own_preferences(actor=actor_for(user), language="xx-yy-zz", large_type=False)


def test_demonstration_accounts_exist_in_a_demonstration_only(settings):
    call_command("sync_roles", stdout=io.StringIO())
    arguments = {"username": "zhiban", "role_code": "duty_officer", "actor": SYSTEM}
    with pytest.raises(NotPermitted):
        open_demonstration_account(**arguments)
    with pytest.raises(CommandError):
        call_command("demo_accounts")
    settings.ANLAN_DEMO = True
    opened = open_demonstration_account(**arguments)
    user = User.objects.get(pk=opened.id)
    assert user.check_password(DEMONSTRATION_PASSWORD) and not user.must_change_password
    out = io.StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    assert json.loads(out.getvalue())[0]["role"] == "duty_officer"
    settings.ANLAN_DEMO = False
    from anlan.base.accounts.backends import AccountBackend

    assert AccountBackend().get_user(user.pk) is None


def test_the_first_administrators_are_opened_once():
    out = io.StringIO()
    call_command("open_administrators", stdout=out)
    assert {g.role.code for g in Grant.objects.select_related("role")} == {
        "system_admin",
        "security_admin",
        "auditor",
    }
    assert all(user.must_change_password for user in User.objects.all())
    with pytest.raises(CommandError):
        call_command("open_administrators")


def test_password_age_counts_from_opening():
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(created_at=clock.now() - timedelta(days=100))
    user.refresh_from_db()
    assert is_expired(user)
