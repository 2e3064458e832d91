"""Forms of organisations, people and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.organisations.models import (
    AppointmentRole,
    Organisation,
    OrganisationKind,
    Person,
)
from anlan.base.regions.public import list_for_choice
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


class OrganisationForm(forms.Form):
    """An organisation."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=50, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    region_code = forms.ChoiceField(label=_("Region"))
    parent_id = forms.TypedChoiceField(
        label=pgettext_lazy("parent", "Belongs to"), required=False, coerce=int, empty_value=None
    )
    duty_phone = forms.CharField(label=_("Duty phone"), max_length=30, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Document and line it comes from."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region_code"].choices = [  # type: ignore[attr-defined]
            (info.code, info.path) for info in list_for_choice()
        ]
        above = visible(Organisation, actor).filter(is_active=True)
        above = above.exclude(kind=OrganisationKind.ENTERPRISE)
        self.fields["parent_id"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((o.pk, o.name) for o in above),
        ]


class OrganisationChangeForm(OrganisationForm):
    """An organisation without its code, which never changes."""

    code = None  # type: ignore[assignment]


class PersonForm(forms.Form):
    """An entry of the contact book."""

    name = forms.CharField(label=_("Full name"), max_length=50)
    organisation_id = forms.TypedChoiceField(label=_("Organisation"), coerce=int)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        required=False,
        help_text=_("Kept encrypted; who looks at it is recorded."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    office_phone = forms.CharField(label=_("Office phone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    sort_order = forms.IntegerField(
        label=_("Sort order"), min_value=0, initial=1000, help_text=_("Small numbers come first.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = [  # type: ignore[attr-defined]
            (o.pk, o.name) for o in visible(Organisation, actor).filter(is_active=True)
        ]


class PersonChangeForm(PersonForm):
    """An entry that exists; an empty phone keeps the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("Leave empty to keep the present number.")


class PostForm(forms.Form):
    """A post of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=100)
    duties = forms.CharField(
        label=_("Duties"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_duty_post = forms.BooleanField(label=_("Is a duty post"), required=False)


class AppointmentForm(forms.Form):
    """Who holds a post from when on."""

    person_id = forms.TypedChoiceField(label=_("Person"), coerce=int)
    role = forms.ChoiceField(label=_("Role"), choices=AppointmentRole.choices)
    valid_from = forms.DateField(
        label=_("From day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, actor: Actor, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = visible(Person, actor).filter(organisation_id=organisation_id, is_active=True)
        self.fields["person_id"].choices = [(p.pk, p.name) for p in people]  # type: ignore[attr-defined]
