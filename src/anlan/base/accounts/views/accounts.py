"""Accounts, as the three administrators see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.accounts.contracts import OpenedAccount
from anlan.base.accounts.forms import AccountChangeForm, AccountForm, GrantForm
from anlan.base.accounts.models import AccountSession, Grant, User
from anlan.base.accounts.permissions import CHANGE_GRANT, CHANGE_USER, VIEW_USER
from anlan.base.accounts.scopes import describe_scope
from anlan.base.accounts.services import accounts, grants, passwords, second_factor, sessions
from anlan.base.accounts.tables import AccountTable
from anlan.base.organisations.public import person_info
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, require
from anlan.kernel.registry import Verb
from anlan.kernel.requests import requires


class AccountList(ListPage):
    """All accounts one may see."""

    model = User
    table_class = AccountTable
    ordering = ("username",)
    search_fields = ("username", "display_name")
    select_related = ("person__organisation",)
    prefetch_related = (Prefetch("grants", queryset=Grant.objects.select_related("role")),)  # type: ignore[assignment]
    saved_filters = (
        SavedFilter("open", pgettext_lazy("account", "Open"), Q(is_active=True)),
        SavedFilter("closed", pgettext_lazy("account", "Closed"), Q(is_active=False)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("role", gettext_lazy("Role"), field="grants__role__name"),)
    create_url_name = "accounts:account_create"
    create_permission = CHANGE_USER
    create_label = gettext_lazy("Open an account")
    empty_text = gettext_lazy("Accounts are opened from the page of a person in the contact book.")


class AccountPage(ObjectPage):
    """One account: who it is, what it may do, where it is signed in."""

    model = User
    select_related = ("person__organisation",)
    breadcrumbs = ((gettext_lazy("Accounts"), "accounts:accounts"),)
    edit_url_name = "accounts:account_change"
    edit_permission = CHANGE_USER

    def state(self, obj: User) -> Mapping[str, Any]:
        """Open or closed."""
        if obj.is_active:
            return {"label": pgettext("account", "open"), "tone": "active"}
        return {"label": pgettext("account", "closed"), "tone": "done"}

    def facts(self, obj: User) -> list[dict[str, Any]]:
        """Who, since when, how secured."""
        person = obj.person
        return [
            fact_group(
                _("Account"),
                fact(_("User name"), obj.username),
                fact(_("Full name"), obj.display_name),
                fact(
                    _("Person"),
                    str(person) if person else None,
                    url=person.get_absolute_url() if person else "",
                ),
                fact(_("Organisation"), str(person.organisation) if person else None),
                fact(pgettext("account", "Opened"), at=obj.created_at),
                fact(pgettext("account", "Closed"), at=obj.closed_at),
            ),
            fact_group(
                _("Sign-in"),
                fact(_("Last sign-in"), at=obj.last_login),
                fact(_("Password changed"), at=obj.password_changed_at),
                fact(
                    _("Must change the password"), _("yes") if obj.must_change_password else _("no")
                ),
                fact(_("Second factor"), _("set up") if obj.has_second_factor else _("none")),
            ),
        ]

    def own_verbs(self, obj: User) -> Iterable[Verb]:
        """What the administrators may do, each his own."""
        may = self.rights.can
        if may(self.actor, CHANGE_GRANT, obj) and obj.is_active:
            yield Verb(
                "grant",
                _("Give a role"),
                reverse("accounts:grant_create", args=[obj.pk]),
                method="get",
                icon="plus",
            )
        if not may(self.actor, CHANGE_USER, obj):
            return
        if obj.is_active:
            yield Verb(
                "reset_password",
                _("Reset the password"),
                reverse("accounts:reset_password", args=[obj.pk]),
                needs_reason=True,
            )
            if obj.has_second_factor:
                yield Verb(
                    "reset_second_factor",
                    _("Reset the second factor"),
                    reverse("accounts:reset_second_factor", args=[obj.pk]),
                    needs_reason=True,
                )
            yield Verb(
                "close",
                _("Close the account"),
                reverse("accounts:account_close", args=[obj.pk]),
                style="danger",
                needs_reason=True,
            )
        else:
            yield Verb(
                "reopen",
                _("Reopen the account"),
                reverse("accounts:account_reopen", args=[obj.pk]),
                needs_reason=True,
            )

    def own_panels(self, obj: User) -> Iterable[Mapping[str, Any]]:
        """Roles held and running sessions."""
        held = list(obj.grants.select_related("role", "source__user").order_by("id"))
        may_take = self.rights.can(self.actor, CHANGE_GRANT, obj)
        yield {
            "id": "grants",
            "title": _("Roles"),
            "count": len(held),
            "wide": True,
            "template": "accounts/_grants.html",
            "may_take": may_take,
            "grants": [
                {"grant": g, "scope": describe_scope(g.scope_kind, g.scope_value)} for g in held
            ],
        }
        running = obj.sessions.filter(ended_at__isnull=True)
        yield {
            "id": "sessions",
            "title": _("Sessions"),
            "count": len(running),
            "template": "accounts/_sessions.html",
            "sessions": running,
            "may_end": self.rights.can(self.actor, CHANGE_USER, obj),
            "end_url": "accounts:session_revoke",
        }


class AccountCreatePage(CreatePage):
    """Open an account; its one-time password is shown once."""

    model = User
    permission = CHANGE_USER
    form_class = AccountForm
    title = gettext_lazy("Open an account")
    submit_label = gettext_lazy("Open the account")
    breadcrumbs = ((gettext_lazy("Accounts"), "accounts:accounts"),)
    keeps_draft = False
    opened: OpenedAccount | None = None

    def get_initial(self) -> Mapping[str, Any]:
        """The person the account is for."""
        wanted = self.request.GET.get("person", "")
        if not wanted.isdigit():
            return {}
        try:
            person = person_info(int(wanted))
        except NotVisible:
            return {}
        return {"person_id": person.id, "display_name": person.name}

    def save(self, form: Any) -> User:
        """Open it."""
        self.opened = accounts.open_account(actor=self.actor, **form.cleaned_data)
        return User.objects.get(pk=self.opened.id)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the slip with the password instead of leading on."""
        response = super().post(request, *args, **kwargs)
        return show_password(request, self.opened) if self.opened else response


class AccountChangePage(ChangePage):
    """Change the name of an account."""

    model = User
    permission = CHANGE_USER
    form_class = AccountChangeForm
    breadcrumbs = ((gettext_lazy("Accounts"), "accounts:accounts"),)

    def save(self, form: Any) -> User:
        """Change it."""
        return accounts.update_account(user_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class GrantCreatePage(ChangePage):
    """Give an account a role."""

    model = User
    permission = CHANGE_GRANT
    form_class = GrantForm
    form_takes_actor = True
    submit_label = gettext_lazy("Give the role")
    breadcrumbs = ((gettext_lazy("Accounts"), "accounts:accounts"),)
    keeps_draft = False

    def get_initial(self) -> Mapping[str, Any]:
        """Most roles are held over a region."""
        return {"scope_kind": "region"}

    def get_title(self) -> str:
        """Whose role it is."""
        return _("Give a role: %(name)s") % {"name": self.obj}

    def save(self, form: Any) -> Any:
        """Give it."""
        data = form.cleaned_data
        grants.grant_role(
            user_id=self.obj.pk,
            role_code=data["role"].code,
            scope_kind=data["scope_kind"],
            scope_value=form.scope_value(self.obj),
            valid_to=data["valid_to"],
            reason=data["reason"],
            actor=self.actor,
        )
        return self.obj


def show_password(request: Any, opened: OpenedAccount) -> HttpResponse:
    """Show a one-time password, once, to be printed and handed over."""
    response = render(
        request, "accounts/one_time_password.html", {"page": {"title": ""}, "opened": opened}
    )
    response["Cache-Control"] = "no-store"
    return response


def _reason(request: Any) -> str:
    return str(request.POST.get("reason", "")).strip()


@require_POST
@requires(CHANGE_USER)
def close(request: Any, pk: int) -> HttpResponse:
    """Close an account."""
    user = accounts.close_account(user_id=pk, actor=request.actor, reason=_reason(request))
    return go_to(request, user.get_absolute_url())


@require_POST
@requires(CHANGE_USER)
def reopen(request: Any, pk: int) -> HttpResponse:
    """Reopen an account with a one-time password."""
    return show_password(
        request, accounts.reopen_account(user_id=pk, actor=request.actor, reason=_reason(request))
    )


@require_POST
@requires(CHANGE_USER)
def reset_password(request: Any, pk: int) -> HttpResponse:
    """Give an account a one-time password."""
    return show_password(
        request, passwords.reset_password(user_id=pk, actor=request.actor, reason=_reason(request))
    )


@require_POST
@requires(CHANGE_USER)
def reset_second_factor(request: Any, pk: int) -> HttpResponse:
    """Remove the second factor of somebody who lost it."""
    user = second_factor.reset_second_factor(
        user_id=pk, actor=request.actor, reason=_reason(request)
    )
    return go_to(request, user.get_absolute_url())


@require_POST
@requires(CHANGE_GRANT)
def revoke(request: Any, pk: int) -> HttpResponse:
    """Take a role away."""
    grant = get_visible(Grant, pk, actor=request.actor)
    require(request.actor, CHANGE_GRANT, grant)
    target = grant.user.get_absolute_url()
    grants.revoke_grant(grant_id=pk, actor=request.actor, reason=_reason(request))
    return go_to(request, target)


@require_POST
@requires(VIEW_USER)
def revoke_session(request: Any, pk: int) -> HttpResponse:
    """End a session of an account."""
    session = get_visible(AccountSession, pk, actor=request.actor)
    sessions.revoke_session(session_id=pk, actor=request.actor, reason=_reason(request))
    return go_to(request, session.user.get_absolute_url())
