"""Forms of intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.exchange.public import list_tokens_with, list_webhooks
from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import list_for_choice
from anlan.command.incidents.choices import IncidentKind
from anlan.command.incidents.public import list_open_incidents, plain_number
from anlan.command.intake.choices import InstructionKind
from anlan.command.intake.models import ChainLink, IntakeSource, KindMapping
from anlan.command.intake.permissions import MAP_KINDS, PUSH_CALL, PUSH_REPORT
from anlan.kernel.actor import Actor

#: Offices an item may be handed on to.
OFFICE_KINDS = ("department", "township", "government", "park", "command_post")


def _choices(field: Any, choices: list[Any]) -> None:
    field.choices = choices


def _regions(*levels: str) -> list[tuple[str, str]]:
    return [(region.code, region.path or region.name) for region in list_for_choice(*levels)]


class AttachForm(forms.Form):
    """The incident something belongs to."""

    incident = forms.TypedChoiceField(label=pgettext_lazy("incident", "Belongs to"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list_open_incidents(actor)
        _choices(self.fields["incident"], [(row.id, f"{row.number} {row.title}") for row in rows])


class HandOnForm(forms.Form):
    """The office an item belongs to, and what it is told."""

    organisation = forms.TypedChoiceField(label=pgettext_lazy("intake", "Hand on to"), coerce=int)
    reason = forms.CharField(label=_("What it is told"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = list_organisations(actor, kinds=OFFICE_KINDS)
        offices = offices or list_organisations(actor)[:200]
        _choices(self.fields["organisation"], [(office.id, office.name) for office in offices])


class QuickReportForm(forms.Form):
    """What one sees, from the phone."""

    title = forms.CharField(label=_("What happened, in a few words"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", "—"), *IncidentKind.choices]
    )
    address = forms.CharField(label=_("Place"), max_length=200, required=False)
    description = forms.CharField(
        label=_("What you see"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    phone = forms.CharField(
        label=_("Your number, for questions"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    longitude = forms.FloatField(
        required=False,
        min_value=70,
        max_value=140,
        widget=forms.HiddenInput(attrs={"data-here-target": "longitude"}),
    )
    latitude = forms.FloatField(
        required=False,
        min_value=3,
        max_value=54,
        widget=forms.HiddenInput(attrs={"data-here-target": "latitude"}),
    )


class PublicReportForm(forms.Form):
    """What somebody without an account reports; ``website`` is a field no person sees."""

    title = forms.CharField(
        label=_("What happened, in a few words"), min_length=2, max_length=60, strip=True
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", "—"), *IncidentKind.choices]
    )
    address = forms.CharField(label=_("Where is it?"), max_length=200)
    description = forms.CharField(
        label=_("What you see"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    caller_name = forms.CharField(label=_("Your name or enterprise"), max_length=50, required=False)
    phone = forms.CharField(
        label=_("Your number: you will be called back"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    longitude = forms.FloatField(
        required=False,
        min_value=70,
        max_value=140,
        widget=forms.HiddenInput(attrs={"data-here-target": "longitude"}),
    )
    latitude = forms.FloatField(
        required=False,
        min_value=3,
        max_value=54,
        widget=forms.HiddenInput(attrs={"data-here-target": "latitude"}),
    )
    website = forms.CharField(required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        """A number one can call back: seven to twelve figures."""
        number = plain_number(self.cleaned_data["phone"])
        if not number.isdigit() or not 7 <= len(number) <= 12:
            raise forms.ValidationError(
                _("Give a telephone number under which you can be reached.")
            )
        return number


class ConfirmForm(forms.Form):
    """What calling back gave."""

    reason = forms.CharField(label=_("What the caller said"), max_length=300, required=False)


class SourceForm(forms.ModelForm[IntakeSource]):
    """A connected system."""

    secret = forms.CharField(
        label=_("secret of signatures"),
        required=False,
        min_length=16,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "For telephone exchanges that can sign: with a secret only signed calls are "
            "believed. Empty: the one stored here stays."
        ),
    )
    seats = forms.CharField(
        label=pgettext_lazy("telephone", "seats"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "8001 一号席"}),
        help_text=_("One a line: extension, space, name of the seat."),
    )

    class Meta:
        model = IntakeSource
        fields = ("name", "code", "kind", "channel", "region", "token", "webhook", "is_active")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tokens = list_tokens_with((PUSH_CALL, PUSH_REPORT))
        _choices(self.fields["token"], [("", "—"), *tokens])
        _choices(self.fields["webhook"], [("", "—"), *list_webhooks()])
        _choices(self.fields["region"], _regions("county", "township"))
        if self.instance.pk:
            self.fields["code"].disabled = True
            lines = [f"{ext} {name}" for ext, name in self.instance.seats.items()]
            self.fields["seats"].initial = "\n".join(lines)

    def clean_seats(self) -> dict[str, str]:
        """Read the lines."""
        found = {}
        for line in self.cleaned_data["seats"].splitlines():
            extension, _space, name = line.strip().partition(" ")
            if extension:
                found[extension[:40]] = name.strip()[:50] or extension[:40]
        return found


class MappingForm(forms.ModelForm[KindMapping]):
    """A kind of a sender."""

    class Meta:
        model = KindMapping
        fields = ("word", "kind", "source")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = [s for s in actor.scopes_for(MAP_KINDS) if s.kind == "region"]
        everywhere = actor.is_system or any(s.kind == "all" for s in actor.scopes_for(MAP_KINDS))
        rows = IntakeSource.objects.order_by("name")
        sources = [
            (row.pk, row.name)
            for row in rows
            if everywhere or any(str(row.region_id).startswith(s.value) for s in region)
        ]
        _choices(self.fields["source"], [*([("", "—")] if everywhere else []), *sources])
        self.fields["source"].required = not everywhere


class LinkForm(forms.ModelForm[ChainLink]):
    """Another installation."""

    secret = forms.CharField(
        label=_("secret of the other side"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Shown there when its web hook to us was made. Empty: the one stored here stays."
        ),
    )

    class Meta:
        model = ChainLink
        fields = ("name", "code", "role", "region", "webhook", "is_active")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["webhook"], [("", "—"), *list_webhooks()])
        _choices(self.fields["region"], _regions("province", "city", "county", "township"))
        if self.instance.pk:
            self.fields["code"].disabled = True


class InstructionForm(forms.Form):
    """What the level below is told or asked, and until when it answers."""

    kind = forms.ChoiceField(label=_("Kind"), choices=InstructionKind.choices)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))
    minutes = forms.TypedChoiceField(
        label=_("To be answered within"),
        coerce=int,
        initial=30,
        choices=[
            (15, _("15 minutes")),
            (30, _("30 minutes")),
            (60, _("1 hour")),
            (120, _("2 hours")),
            (1440, _("1 day")),
        ],
    )


class AnswerForm(forms.Form):
    """The answer to the superior."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 5}))
