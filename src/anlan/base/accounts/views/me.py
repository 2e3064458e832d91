"""Oneself: own data, password, second factor, sessions, preferences, delegation, override."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anlan.base.accounts import resolver
from anlan.base.accounts.choices import RoleFamily
from anlan.base.accounts.forms import DelegationForm, OverrideForm, PreferencesForm
from anlan.base.accounts.models import Grant, User
from anlan.base.accounts.permissions import DELEGATE, START_OVERRIDE
from anlan.base.accounts.scopes import describe_scope
from anlan.base.accounts.selectors import present_grants
from anlan.base.accounts.services import grants, second_factor, sessions
from anlan.base.accounts.services import override as overrides
from anlan.base.accounts.services.accounts import update_own_preferences
from anlan.base.accounts.services.own import get_own_user
from anlan.base.accounts.views.sign_in import show_codes
from anlan.base.organisations.public import person_info, posts_held_by
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages import fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.requests import render_page, requires

YEAR_S = 31_536_000


def _grants_of(user: User) -> list[dict[str, Any]]:
    return [
        {
            "grant": grant,
            "scope": describe_scope(grant.scope_kind, grant.scope_value),
            "is_delegable": grant.source_id is None and grant.role.family == RoleFamily.BUSINESS,
        }
        for grant in present_grants(user).select_related("role", "source__user")
    ]


@never_cache
@requires()
def me(request: Any) -> HttpResponse:
    """Show everything about one's own account."""
    user = get_own_user(request.actor)
    person = person_info(user.person_id) if user.person_id else None
    may_override = request.actor.has(START_OVERRIDE)
    override_id = request.session.get(resolver.OVERRIDE)
    context = {
        "page": {"title": _("My account")},
        "facts": [
            fact_group(
                _("Who I am"),
                fact(_("User name"), user.username),
                fact(_("Full name"), user.display_name),
                fact(_("Organisation"), person.organisation_name if person else None),
                fact(_("Job title"), person.title if person else None),
                fact(_("Posts"), "、".join(posts_held_by(person.id)) if person else None),
                fact(_("Mobile phone"), person.phone if person else None),
            ),
            fact_group(
                _("Sign-in"),
                fact(_("Last sign-in"), at=user.last_login),
                fact(_("Password changed"), at=user.password_changed_at),
                fact(_("Second factor"), _("set up") if user.has_second_factor else _("none")),
            ),
        ],
        "account": user,
        "grants": _grants_of(user),
        "lent": Grant.objects.filter(source__user=user).select_related("role", "user"),
        "may_delegate": request.actor.has(DELEGATE),
        "sessions": user.sessions.all()[:10],
        "session_key": request.session.session_key,
        "may_override": may_override,
        "override": overrides.find_running_override(override_id, user) if override_id else None,
        "preferences": PreferencesForm(
            initial={"language": user.language, "large_type": user.large_type}
        ),
    }
    return render_page(request, "accounts/me.html", context)


@require_POST
@requires()
def preferences(request: Any) -> HttpResponse:
    """Keep language and type size with the account, and in this browser."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(fields={k: str(v[0]) for k, v in form.errors.items()})
    user = update_own_preferences(actor=request.actor, **form.cleaned_data)
    response = go_to(request, reverse("accounts:me"))
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=YEAR_S, samesite="Lax"
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    size = "elder" if user.large_type else "normal"
    response.set_cookie("anlan_size", size, max_age=YEAR_S, samesite="Lax")
    return response


@require_POST
@requires()
def end_session(request: Any, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    user = get_own_user(request.actor)
    if not user.sessions.filter(pk=pk).exists():
        raise NotVisible
    sessions.revoke_session(session_id=pk, actor=request.actor)
    messages.success(request, _("The session has ended."))
    return go_to(request, reverse("accounts:me"))


@require_POST
@requires()
def recovery_codes(request: Any) -> HttpResponse:
    """Make new recovery codes and show them once."""
    user = get_own_user(request.actor)
    return show_codes(
        request, second_factor.renew_recovery_codes(user_id=user.pk, actor=request.actor)
    )


@never_cache
@require_http_methods(["GET", "POST"])
@requires(DELEGATE)
def delegate(request: Any, pk: int) -> HttpResponse:
    """Lend one of one's own rights to a colleague."""
    user = get_own_user(request.actor)
    grant = present_grants(user).filter(pk=pk).first()
    if grant is None:
        raise NotVisible
    form = DelegationForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            grants.delegate(
                grant_id=pk,
                to_user_id=data["to_user"].pk,
                valid_to=data["valid_to"],
                reason=data["reason"],
                actor=request.actor,
            )
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("Delegated."))
            return go_to(request, reverse("accounts:me"))
    page = {
        "title": _("Delegate: %(role)s") % {"role": grant.role},
        "subtitle": describe_scope(grant.scope_kind, grant.scope_value),
        "submit_label": _("Delegate"),
        "cancel_url": reverse("accounts:me"),
    }
    status = 422 if form.errors else 200
    return render(request, "kernel/form.html", {"form": form, "page": page}, status=status)


@require_POST
@requires(DELEGATE)
def end_delegation(request: Any, pk: int) -> HttpResponse:
    """Take a lent right back."""
    user = get_own_user(request.actor)
    if not Grant.objects.filter(pk=pk, source__user=user).exists():
        raise NotVisible
    grants.revoke_grant(grant_id=pk, actor=request.actor, reason=_("taken back by the giver"))
    return go_to(request, reverse("accounts:me"))


@never_cache
@require_http_methods(["GET", "POST"])
@requires(START_OVERRIDE)
def start_override(request: Any) -> HttpResponse:
    """Start an emergency override for this session."""
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            started = overrides.start_override(actor=request.actor, **form.cleaned_data)
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            request.session[resolver.OVERRIDE] = started.pk
            messages.warning(
                request, _("The emergency override runs. Everything you do is recorded.")
            )
            return go_to(request, reverse("accounts:me"))
    page = {
        "title": _("Emergency override"),
        "subtitle": _(
            "For a short time you may see and do all business of the platform. Every request is "
            "written into the audit trail with your reason."
        ),
        "submit_label": _("Start the override"),
        "cancel_url": reverse("accounts:me"),
    }
    status = 422 if form.errors else 200
    return render(request, "kernel/form.html", {"form": form, "page": page}, status=status)


@require_POST
@requires()
def end_override(request: Any) -> HttpResponse:
    """End the override of this session."""
    override_id = request.session.pop(resolver.OVERRIDE, None)
    if override_id is None:
        raise NotVisible
    overrides.end_override(override_id=override_id, actor=request.actor)
    return go_to(request, reverse("accounts:me"))
