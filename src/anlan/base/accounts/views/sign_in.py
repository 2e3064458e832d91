"""Signing in, step by step: password, new password when due, second factor; and signing out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anlan.base.accounts import resolver
from anlan.base.accounts.choices import SignInStep
from anlan.base.accounts.demonstration import demonstration_accounts
from anlan.base.accounts.forms import CodeForm, OwnPasswordForm, SignInForm
from anlan.base.accounts.models import AccountSession, User
from anlan.base.accounts.rules import rule_value
from anlan.base.accounts.selectors import present_grants
from anlan.base.accounts.services import second_factor, sessions
from anlan.base.accounts.services.passwords import change_own_password, is_expired, require_change
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput, SignInRequired
from anlan.kernel.requests import public

NEXT = "next"
#: Roles whose screens stay on through a shift.
DUTY_ROLES = frozenset({"duty_officer", "commander"})
STEP_URLS = {
    SignInStep.PASSWORD: "accounts:password",
    SignInStep.ENROL: "accounts:second_factor_setup",
    SignInStep.VERIFY: "accounts:second_factor",
}


def safe_next(request: HttpRequest) -> str:
    """Return where the visitor wanted to go, on this site only."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or request.session.get(NEXT, "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return str(wanted)
    return ""


def acting(request: HttpRequest, user: User) -> Actor:
    """Return the account as actor of this request, complete or not."""
    return resolver.actor_for(user).with_request(
        getattr(request, "request_id", ""), request.META.get("REMOTE_ADDR", "")
    )


def half_signed_in(request: HttpRequest) -> User:
    """Return the account whose password was right; raises ``SignInRequired`` for nobody."""
    user = resolver.signed_in_user(request)
    if user is None:
        raise SignInRequired
    return user


def go_on(request: HttpRequest) -> HttpResponse:
    """Lead to the next missing step, or to where the visitor wanted to go."""
    user = half_signed_in(request)
    step = resolver.missing_step(user, list(present_grants(user)), request.session)
    target = safe_next(request)
    if step is not None:
        request.session[NEXT] = target
        return HttpResponseRedirect(reverse(STEP_URLS[step]))
    request.session.pop(NEXT, None)
    return HttpResponseRedirect(target or settings.LOGIN_REDIRECT_URL)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Ask for user name and password."""
    if request.method == "GET":
        if resolver.signed_in_user(request) is not None:
            return go_on(request)
        return _ask(request, SignInForm(request))
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        sessions.record_refusal(
            username=request.POST.get("username", ""),
            is_locked=bool(getattr(request, "axes_locked_out", False)),
            actor=request.actor,
        )
        return _ask(request, form, status=422)
    user = form.get_user()
    target = safe_next(request)
    before = AccountSession.objects.filter(user=user).first()
    login(request, user)
    if is_expired(user) and not user.is_demonstration:
        require_change(user=user, actor=acting(request, user))
    _begin(request, user, before)
    request.session[NEXT] = target
    response = go_on(request)
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=31_536_000, samesite="Lax"
        )
    if user.large_type:
        response.set_cookie("anlan_size", "elder", max_age=31_536_000, samesite="Lax")
    return response


def _ask(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "page": {},
        "next": safe_next(request),
        "is_demo": settings.ANLAN_DEMO,
        "accounts": demonstration_accounts(one_per_role=True),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def _begin(request: HttpRequest, user: User, before: AccountSession | None) -> None:
    """Record the session, make room for it and say when the account was last used."""
    grants = list(present_grants(user))
    is_duty = any(grant.role.code in DUTY_ROLES for grant in grants)
    rule = "duty_idle_timeout_min" if is_duty else "idle_timeout_min"
    request.session[resolver.IDLE_S] = rule_value(rule) * 60
    request.session[resolver.SEEN_AT] = int(clock.now().timestamp())
    if request.session.session_key is None:
        request.session.save()
    _session, replaced = sessions.start_session(
        user=user,
        session_key=request.session.session_key or "",
        actor=acting(request, user),
        agent=request.headers.get("User-Agent", ""),
    )
    if before is not None:
        messages.info(
            request,
            _("Last sign-in: %(at)s from %(address)s. If that was not you, change your password.")
            % {"at": _local(before.started_at), "address": before.address or "—"},
        )
    if replaced:
        messages.warning(
            request,
            ngettext(
                "Your oldest session was ended: an account may be signed in only so many times.",
                "Your %(n)s oldest sessions were ended: an account may be signed in only so many "
                "times.",
                replaced,
            )
            % {"n": replaced},
        )


def _local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@public
@require_POST
def sign_out(request: Any) -> HttpResponse:
    """End the session."""
    user = resolver.signed_in_user(request)
    if user is not None and request.session.session_key:
        sessions.end_own_session(
            session_key=request.session.session_key, actor=acting(request, user)
        )
    logout(request)
    return render(request, "registration/logged_out.html", {"page": {}})


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    """Change one's password: by choice, or because the rules ask for it at sign-in."""
    user = half_signed_in(request)
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_own_password(
                user_id=user.pk,
                old_password=form.cleaned_data["old_password"],
                new_password=form.cleaned_data["new_password"],
                actor=acting(request, user),
                keep_session=request.session.session_key or "",
            )
        except InvalidInput as error:
            _show(form, error)
        else:
            old_key = request.session.session_key or ""
            update_session_auth_hash(request, changed)
            request.user = changed
            _follow(request, old_key)
            messages.success(request, _("Your password has been changed."))
            return go_on(request)
    page = {
        "subtitle": _("Your password must be changed now.") if user.must_change_password else ""
    }
    return _step(request, "registration/password_change_form.html", form, page=page)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: Any) -> HttpResponse:
    """Ask for the second factor."""
    user = half_signed_in(request)
    if not user.has_second_factor or request.session.get(resolver.SECOND_FACTOR):
        return go_on(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factor.check_code(
                user_id=user.pk, code=form.cleaned_data["code"], actor=acting(request, user)
            )
        except DomainError as error:
            _show(form, error)
        else:
            _pass(request)
            return go_on(request)
    return _step(request, "registration/second_factor.html", form)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_setup(request: Any) -> HttpResponse:
    """Set up an authenticator: picture, key, first code; then the recovery codes, shown once."""
    user = half_signed_in(request)
    if user.has_second_factor or user.must_change_password:
        return go_on(request)
    enrolment = second_factor.begin_enrolment(user=user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.confirm_enrolment(
                user_id=user.pk, code=form.cleaned_data["code"], actor=acting(request, user)
            )
        except DomainError as error:
            _show(form, error)
        else:
            _pass(request)
            return show_codes(request, codes)
    return _step(
        request,
        "registration/second_factor_setup.html",
        form,
        # Made by segno from a text of ours; holds no markup of others.
        qr_svg=mark_safe(enrolment.qr_svg),  # noqa: S308
        secret=enrolment.secret,
    )


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show recovery codes, once, to be printed."""
    context = {"page": {}, "codes": codes, "next": safe_next(request) or "/"}
    return render(request, "accounts/recovery_codes.html", context)


def _pass(request: HttpRequest) -> None:
    """Note that the second factor was given; the session gets a new key with its new right."""
    old_key = request.session.session_key or ""
    request.session[resolver.SECOND_FACTOR] = int(clock.now().timestamp())
    request.session.cycle_key()
    _follow(request, old_key)


def _follow(request: HttpRequest, old_key: str) -> None:
    new_key = request.session.session_key or ""
    if old_key and new_key and old_key != new_key:
        sessions.rename_session(old_key=old_key, new_key=new_key)


def _show(form: Any, error: DomainError) -> None:
    """Put a refusal beside its fields."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not fields:
        form.add_error(None, str(error))


def _step(
    request: HttpRequest, template: str, form: Any, page: Any = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "page": page or {}, "next": safe_next(request), **more}
    return render(request, template, context, status=422 if form.errors else 200)
