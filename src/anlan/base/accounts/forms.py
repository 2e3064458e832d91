"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from anlan.base.accounts.choices import RoleFamily, ScopeKindChoice
from anlan.base.accounts.models import Role, User
from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.policy import all_actions


class SignInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _(
            "The user name or the password is not right. After five failures the account is "
            "locked for a quarter of an hour."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class OwnPasswordForm(forms.Form):
    """The present password and a new one, twice."""

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_(
            "At least ten characters of three kinds: small letters, capital letters, digits, other "
            "signs. Not your name, not a password you had before."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both entries of the new password agree."""
        found = super().clean() or {}
        if found.get("new_password") != found.get("repeated"):
            self.add_error("repeated", _("The two entries differ."))
        return found


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("Sign-in code"),
        max_length=20,
        help_text=_("Six digits; without your phone, one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class PreferencesForm(forms.Form):
    """Language and type size."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser")), *settings.LANGUAGES],
        required=False,
    )
    large_type = forms.BooleanField(
        label=_("Large type"), required=False, help_text=_("Larger letters and buttons everywhere.")
    )


class AccountForm(forms.Form):
    """A new account; ``person`` comes from the page of the person."""

    person_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    username = forms.CharField(
        label=_("User name"),
        max_length=50,
        help_text=_("Letters, digits, . - _ @. It never changes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    display_name = forms.CharField(label=_("Full name"), max_length=100)


class AccountChangeForm(forms.Form):
    """The name an account is shown with."""

    display_name = forms.CharField(label=_("Full name"), max_length=100)


class GrantForm(forms.Form):
    """A role over a scope for a time."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none())
    scope_kind = forms.ChoiceField(label=_("Scope"), choices=ScopeKindChoice.choices)
    region = forms.ChoiceField(label=_("Region"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    sector = forms.CharField(label=_("Sector"), required=False, max_length=50)
    valid_to = forms.DateTimeField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until it is taken away."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((info.code, info.path) for info in list_for_choice()),
        ]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((str(info.id), info.name) for info in list_organisations(actor)),
        ]

    def scope_value(self, user: User) -> str:
        """Return the value that belongs to the chosen kind of scope."""
        kind = self.cleaned_data["scope_kind"]
        value: str = {
            ScopeKindChoice.REGION: self.cleaned_data["region"],
            ScopeKindChoice.ORGANISATION: self.cleaned_data["organisation"],
            ScopeKindChoice.SECTOR: self.cleaned_data["sector"],
            ScopeKindChoice.PERSON: str(user.person_id or ""),
        }.get(kind, "")
        return value

    def clean(self) -> dict[str, Any]:
        """The field that belongs to the kind of scope is filled."""
        found = super().clean() or {}
        needed = {
            ScopeKindChoice.REGION: "region",
            ScopeKindChoice.ORGANISATION: "organisation",
            ScopeKindChoice.SECTOR: "sector",
        }.get(found.get("scope_kind", ""))
        if needed and not found.get(needed):
            self.add_error(needed, _("This scope needs it."))
        return found


class DelegationForm(forms.Form):
    """To whom, until when, why."""

    to_user = forms.ModelChoiceField(label=_("Delegate to"), queryset=User.objects.none())
    valid_to = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(
            is_active=True, person__organisation_id=actor.organisation_id or 0
        ).exclude(person_id=actor.person_id or 0)
        self.fields["to_user"].queryset = colleagues  # type: ignore[attr-defined]


class OverrideForm(forms.Form):
    """Why and for how long."""

    reason = forms.CharField(
        label=_("What emergency requires it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The security administrator and the auditor are told at once."),
    )
    minutes = forms.IntegerField(
        label=_("For how long"),
        min_value=1,
        initial=30,
        widget=forms.NumberInput(attrs={"data-unit": _("min")}),
    )


def grouped_actions() -> list[tuple[Message, list[tuple[str, Message]]]]:
    """Return all permissions by app, in words, for choosing."""
    groups: dict[str, list[tuple[str, Message]]] = {}
    for action in all_actions():
        groups.setdefault(action.code.split(".")[0], []).append((action.code, action.label))
    named = []
    for label, entries in groups.items():
        try:
            models = list(apps.get_app_config(label).get_models())
        except LookupError:
            models = []
        title: Message = (models[0]._meta.verbose_name_plural if models else "") or label
        named.append((title, entries))
    return named


class RoleForm(forms.Form):
    """A role and what it may do."""

    code = forms.SlugField(
        label=_("Code"), max_length=50, help_text=_("Small letters, digits, _. It never changes.")
    )
    name = forms.CharField(label=_("Name"), max_length=100)
    description = forms.CharField(label=_("Description"), max_length=200, required=False)
    family = forms.ChoiceField(
        label=_("Family"),
        choices=RoleFamily.choices,
        help_text=_("Roles of different families never meet in one account."),
    )
    needs_second_factor = forms.BooleanField(label=_("Needs a second factor"), required=False)
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = grouped_actions()  # type: ignore[attr-defined]


class RoleChangeForm(RoleForm):
    """A role without what never changes."""

    code = None  # type: ignore[assignment]
    family = None  # type: ignore[assignment]


class RuleForm(forms.Form):
    """The county's own value of a rule."""

    value = forms.IntegerField(label=_("Value"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=200)
