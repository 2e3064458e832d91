"""Forms of the roster, the log and the hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations, people_of
from anlan.command.duty.choices import DutyRole, EntryKind
from anlan.command.duty.models import Shift
from anlan.kernel.actor import Actor

#: Offices that stand watch.
OFFICE_KINDS = ("department", "township", "government", "park", "command_post")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time field."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _offices(actor: Actor) -> list[tuple[int, str]]:
    return [(o.id, o.name) for o in list_organisations(actor, kinds=OFFICE_KINDS)]


class OfficeForm(forms.Form):
    """Which office; one's own comes first."""

    organisation = forms.TypedChoiceField(label=_("Office"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(_offices(actor), key=lambda pair: pair[0] != actor.organisation_id)
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


class PlanForm(OfficeForm):
    """A stretch of the roster by turns."""

    role = forms.ChoiceField(
        label=_("Role on duty"), choices=DutyRole.choices, initial=DutyRole.OFFICER
    )
    first_day = forms.DateField(label=_("First day"), widget=DateInput())
    days = forms.IntegerField(
        label=_("Number of days"),
        min_value=1,
        max_value=93,
        initial=7,
        widget=forms.NumberInput(attrs={"data-unit": _("days")}),
    )
    shifts = forms.MultipleChoiceField(
        label=_("Shifts"), widget=forms.CheckboxSelectMultiple, required=False
    )
    people = forms.TypedMultipleChoiceField(
        label=_("People, in their order of turns"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each shift takes the next one who is free."),
    )

    def __init__(
        self, *args: Any, actor: Actor, organisation_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["shifts"].choices = [  # type: ignore[attr-defined]
            (shift.code, str(shift)) for shift in Shift.objects.filter(is_active=True)
        ]
        people = people_of(organisation_id, actor) if organisation_id else []
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (person.id, f"{person.name} {person.title}".strip()) for person in people
        ]


class LogForm(forms.Form):
    """An entry of the duty log."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, initial=EntryKind.CALL)
    text = forms.CharField(label=_("Entry"), widget=forms.Textarea(attrs={"rows": 2}))
    counterpart = forms.CharField(label=_("With whom"), max_length=100, required=False)
    at = forms.DateTimeField(
        label=_("Time"),
        required=False,
        help_text=_("Empty means now."),
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    needs_follow_up = forms.BooleanField(label=_("Needs follow-up"), required=False)


class HandoverForm(forms.Form):
    """What the next shift must know."""

    summary = forms.CharField(
        label=_("What the next shift must know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Open incidents, alarms and clocks are listed by the platform itself."),
    )
