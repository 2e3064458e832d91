"""Signing in, as a browser does it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.oath import hotp

from anlan.base.accounts.models import AccountSession, EmergencyOverride, SecondFactor
from anlan.base.accounts.services.sessions import close_expired_sessions
from anlan.base.accounts.tests.factories import PASSWORD, UserFactory, account_with
from anlan.base.audit.models import AuditRecord
from anlan.kernel import clock
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db
LOGIN, ME = "/login/", "/me/"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": user.username, "password": password, **more})


def code_of(user):
    factor = SecondFactor.objects.get(user=user)
    return f"{hotp(bytes.fromhex(factor.secret), int(clock.now().timestamp()) // 30):06d}"


def test_the_sign_in_page_speaks_chinese_by_default(client):
    assert "登录" in client.get(LOGIN).content.decode()
    assert client.get(ME).headers["Location"] == "/login/?next=%2Fme%2F"


def test_an_officer_signs_in_and_out(client):
    user = account_with("bureau_officer")
    response = sign_in(client, user, next="/me/")
    assert response.status_code == 302 and response.headers["Location"] == ME
    page = client.get(ME)
    assert page.status_code == 200 and user.username in page.content.decode()
    session = AccountSession.objects.get(user=user)
    assert_audited("accounts.session.started", user)
    assert client.post("/logout/").status_code == 200
    session.refresh_from_db()
    assert session.end_reason == "signed_out" and not Session.objects.exists()
    assert client.get(ME).status_code == 302


def test_sign_in_never_leads_off_the_site(client):
    user = account_with("bureau_officer")
    response = sign_in(client, user, next="https://evil.example/")
    assert response.headers["Location"] == "/"


def test_wrong_passwords_are_recorded_and_lock_the_account_in_plain_words(client):
    user = account_with("bureau_officer")
    for _n in range(4):
        assert sign_in(client, user, "wrong").status_code == 422
    assert_audited("accounts.session.refused")
    locked = sign_in(client, user, "wrong")
    assert locked.status_code == 429 and "锁定" in locked.content.decode()
    assert_audited("accounts.session.locked")
    assert sign_in(client, user).status_code == 429


def test_a_one_time_password_must_be_changed_before_anything_else(client):
    user = account_with("bureau_officer", must_change_password=True)
    assert sign_in(client, user).headers["Location"] == reverse("accounts:password")
    assert client.get(ME).status_code == 302
    assert client.get("/api/v1/accounts/me").status_code == 401
    answer = client.post(
        "/password/",
        {
            "old_password": PASSWORD,
            "new_password": "Yy8-garden-Lamp",
            "repeated": "Yy8-garden-Lamp",
        },
    )
    assert answer.status_code == 302 and client.get(ME).status_code == 200
    assert client.get("/api/v1/accounts/me").json()["id"] == f"user:{user.pk}"


def test_an_administrator_sets_up_and_gives_the_second_factor(client):
    user = account_with("system_admin", scope_kind="all", scope_value="")
    assert sign_in(client, user).headers["Location"] == reverse("accounts:second_factor_setup")
    assert client.get("/accounts/").status_code == 302
    page = client.get("/second-factor/setup/")
    assert "<svg" in page.content.decode()
    assert client.post("/second-factor/setup/", {"code": "1"}).status_code == 422
    codes = client.post("/second-factor/setup/", {"code": code_of(user)})
    assert len(codes.context["codes"]) == 10
    assert client.get("/accounts/").status_code == 200

    other = Client()
    assert sign_in(other, user).headers["Location"] == reverse("accounts:second_factor")
    assert other.get("/accounts/").status_code == 302
    assert other.post("/second-factor/", {"code": "000000"}).status_code == 422
    assert other.post("/second-factor/", {"code": codes.context["codes"][0]}).status_code == 302
    assert other.get("/accounts/").status_code == 200


def test_a_demonstration_account_needs_no_second_factor_in_a_demonstration(client, settings):
    user = account_with("system_admin", scope_kind="all", scope_value="", is_demonstration=True)
    assert sign_in(client, user).status_code == 422
    settings.ANLAN_DEMO = True
    sign_in(client, user)
    assert client.get("/accounts/").status_code == 200
    settings.ANLAN_DEMO = False
    assert client.get("/accounts/").status_code == 302


def test_an_idle_session_ends_but_a_duty_screen_stays_through_the_shift(frozen_clock):
    officer, duty = account_with("bureau_officer"), account_with("duty_officer")
    at_office, at_duty = Client(), Client()
    sign_in(at_office, officer)
    sign_in(at_duty, duty)
    frozen_clock.advance(minutes=29)
    assert at_office.get(ME).status_code == 200
    frozen_clock.advance(minutes=29)
    assert at_office.get(ME).status_code == 200
    frozen_clock.advance(minutes=31)
    assert at_office.get(ME).status_code == 302
    assert AccountSession.objects.get(user=officer).end_reason == "idle"
    assert at_duty.get(ME).status_code == 200


def test_the_oldest_of_too_many_sessions_ends(frozen_clock):
    user = account_with("bureau_officer")
    clients = [Client() for _n in range(4)]
    for one in clients:
        sign_in(one, user)
        frozen_clock.advance(seconds=5)
    assert [c.get(ME).status_code for c in clients] == [302, 200, 200, 200]
    assert user.sessions.filter(end_reason="replaced").count() == 1


def test_one_ends_ones_own_session_elsewhere_and_nobody_elses(client):
    user = account_with("bureau_officer")
    other = Client()
    sign_in(other, user)
    sign_in(client, user)
    there = AccountSession.objects.filter(user=user).order_by("id").first()
    assert client.post(f"/me/sessions/{there.pk}/end/").status_code == 303
    assert other.get(ME).status_code == 302 and client.get(ME).status_code == 200
    stranger = Client()
    sign_in(stranger, account_with("bureau_officer"))
    mine = AccountSession.objects.filter(user=user, ended_at__isnull=True).get()
    assert stranger.post(f"/me/sessions/{mine.pk}/end/").status_code == 404


def test_the_last_sign_in_is_shown(client):
    user = account_with("bureau_officer")
    sign_in(Client(REMOTE_ADDR="10.0.0.7"), user)
    sign_in(client, user)
    assert "10.0.0.7" in client.get(ME).content.decode()


def test_resolving_an_actor_costs_two_queries(client, django_assert_num_queries, rf):
    from anlan.base.accounts.backends import AccountBackend
    from anlan.base.accounts.resolver import actor_of

    user = account_with("bureau_officer")
    sign_in(client, user)
    client.get(ME)
    request = rf.get("/")
    request.session = client.session
    dict(request.session.items())  # read by the session middleware
    with django_assert_num_queries(2):
        request.user = AccountBackend().get_user(user.pk)
        actor = actor_of(request)
    assert actor.organisation_id == user.person.organisation_id


def test_an_override_is_a_recorded_stretch_of_one_session(client, frozen_clock):
    user = account_with("duty_officer", scope_kind="organisation", scope_value="1")
    sign_in(client, user)
    refused = client.post("/me/override/", {"reason": "x", "minutes": 10})
    assert refused.status_code == 422
    started = client.post("/me/override/", {"reason": "危化品泄漏，指挥长失联", "minutes": 10})
    assert started.status_code == 303
    override = EmergencyOverride.objects.get()
    assert_audited("accounts.override.started", override)
    person = UserFactory().person
    assert client.get(person.get_absolute_url()).status_code == 200
    requests = AuditRecord.objects.filter(action="accounts.override.request_made")
    assert requests.first().after["path"] == person.get_absolute_url()
    assert client.get("/accounts/").status_code == 403  # never accounts or the trail

    elsewhere = Client()
    sign_in(elsewhere, user)
    assert elsewhere.get(person.get_absolute_url()).status_code == 404
    frozen_clock.advance(minutes=11)
    assert client.get(person.get_absolute_url()).status_code == 404


def test_an_override_is_ended_by_its_owner_or_the_auditor(client):
    user = account_with("duty_officer")
    sign_in(client, user)
    client.post("/me/override/", {"reason": "危化品泄漏，指挥长失联", "minutes": 10})
    assert (
        client.post("/me/override/", {"reason": "再来一次的理由", "minutes": 5}).status_code == 409
    )
    assert client.post("/me/override/end/").status_code == 303
    assert_audited("accounts.override.ended", EmergencyOverride.objects.get())
    assert client.post("/me/override/end/").status_code == 404


def test_expired_sessions_are_closed_in_the_record(client, frozen_clock):
    user = account_with("bureau_officer")
    sign_in(client, user)
    Session.objects.all().delete()
    assert close_expired_sessions() == 0  # too fresh to judge
    frozen_clock.advance(minutes=6)
    assert close_expired_sessions() == 1
    assert AccountSession.objects.get().end_reason == "expired"


def test_preferences_follow_the_account(client):
    user = account_with("bureau_officer")
    sign_in(client, user)
    response = client.post("/me/preferences/", {"language": "en", "large_type": "on"})
    assert response.cookies["anlan_language"].value == "en"
    assert response.cookies["anlan_size"].value == "elder"
    assert sign_in(Client(), user).cookies["anlan_size"].value == "elder"


def test_a_right_is_delegated_and_taken_back_on_the_own_page(client, frozen_clock):
    user = account_with("duty_officer")
    colleague = UserFactory(person__organisation=user.person.organisation)
    sign_in(client, user)
    grant = user.grants.get()
    url = f"/me/grants/{grant.pk}/delegate/"
    assert colleague.display_name in client.get(url).content.decode()
    done = client.post(
        url, {"to_user": colleague.pk, "valid_to": "2026-11-22T10:00", "reason": "出差"}
    )
    assert done.status_code == 303
    lent = colleague.grants.get()
    assert client.post(f"/me/delegations/{lent.pk}/end/").status_code == 303
    assert not colleague.grants.exists()
    stranger = Client()
    sign_in(stranger, account_with("duty_officer"))
    assert stranger.get(url).status_code == 404
