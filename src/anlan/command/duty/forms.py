"""Forms of the roster, the log and the hand-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations, people_of
from anlan.base.regions.public import find_region_by_prefix, list_for_choice, prefix_of
from anlan.command.duty.choices import DutyRole, EntryKind
from anlan.command.duty.models import DutyAssignment, Shift
from anlan.command.duty.permissions import ASK_CHECK, SET_CHECKS
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Offices that stand watch.
OFFICE_KINDS = ("department", "township", "government", "park", "command_post")
#: Offices that a duty check may name one by one.
CHECKED_KINDS = ("government", "department", "township", "park")


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


class ClockInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


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
    """A stretch of the roster, to be filled fairly."""

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
        label=_("People"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Each shift takes the free person with the least burden so far; nights, weekends and "
            "holidays weigh more. The order of the list breaks ties."
        ),
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


def county_of(actor: Actor) -> str:
    """Return the region a person's right to set or ask reaches as a whole: his county."""
    for permission in (SET_CHECKS, ASK_CHECK):
        for scope in actor.scopes_for(permission):
            found = find_region_by_prefix(scope.value) if scope.kind == "region" else None
            if found is not None:
                return found.code
    counties = list_for_choice("county")
    return counties[0].code if counties else ""


class AskForm(forms.Form):
    """Whom a duty check asks and how long he has."""

    region = forms.ChoiceField(label=_("Region"), help_text=_("All offices in it are asked."))
    roles = forms.MultipleChoiceField(
        label=_("Roles asked"),
        choices=DutyRole.choices,
        initial=[DutyRole.OFFICER, DutyRole.LEADER],
        widget=forms.CheckboxSelectMultiple,
    )
    limit_s = forms.TypedChoiceField(
        label=_("To be answered within"),
        coerce=int,
        initial=300,
        choices=(
            (60, _("1 minute")),
            (180, _("3 minutes")),
            (300, _("5 minutes")),
            (600, _("10 minutes")),
            (1800, _("30 minutes")),
        ),
    )
    drawn = forms.IntegerField(
        label=_("Draw so many offices at random"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Empty: all of them."),
    )
    offices = forms.TypedMultipleChoiceField(
        label=_("Only these offices"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of the region. An office named without a roster shows red."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prefix = prefix_of(county_of(actor)) if county_of(actor) else ""
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            (region.code, region.path)
            for region in list_for_choice("county", "township")
            if region.code.startswith(prefix)
        ]
        self.fields["offices"].choices = [  # type: ignore[attr-defined]
            (office.id, office.name)
            for office in list_organisations(actor, kinds=CHECKED_KINDS)
            if office.region_code.startswith(prefix)
        ]


class CheckRuleForm(forms.Form):
    """How often the platform checks the duty by itself."""

    is_active = forms.BooleanField(label=_("Check at random"), required=False)
    per_month = forms.IntegerField(label=_("Checks a month"), min_value=0, max_value=200, initial=4)
    from_time = forms.TimeField(label=_("Not before"), initial="08:30", widget=ClockInput())
    to_time = forms.TimeField(label=_("Not after"), initial="23:00", widget=ClockInput())
    drawn = forms.IntegerField(
        label=_("Offices drawn each time"), min_value=1, max_value=100, initial=3
    )
    limit_s = forms.IntegerField(
        label=_("To be answered within"),
        min_value=30,
        max_value=86_400,
        initial=300,
        widget=forms.NumberInput(attrs={"data-unit": "s"}),
    )


class LeaveForm(forms.Form):
    """Days without duty."""

    first_day = forms.DateField(label=_("First day"), widget=DateInput())
    last_day = forms.DateField(label=_("Last day"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=200)


class SwapForm(forms.Form):
    """Who takes one's shift, perhaps against one of his."""

    colleague = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    return_assignment = forms.TypedChoiceField(
        label=_("Against this shift of his"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Empty: he takes the shift without one in return."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, given: DutyAssignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        around = DutyAssignment.objects.filter(
            organisation_id=given.organisation_id,
            day__range=(given.day - timedelta(days=60), given.day + timedelta(days=60)),
        ).exclude(person_id=given.person_id)
        names = {row.person_id: row.person.name for row in around.select_related("person")}
        names |= {
            person.id: person.name
            for person in people_of(given.organisation_id)
            if person.id != given.person_id
        }
        same = set(around.filter(role=given.role).values_list("person_id", flat=True))
        ordered = sorted(names.items(), key=lambda pair: (pair[0] not in same, pair[1]))
        self.fields["colleague"].choices = ordered  # type: ignore[attr-defined]
        coming = around.filter(starts_at__gt=clock.now()).select_related("person", "shift")
        self.fields["return_assignment"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *(
                (row.pk, f"{row.person.name} · {row.day} {row.shift.name}")
                for row in coming.order_by("person_id", "starts_at")[:200]
            ),
        ]


class HandoverForm(forms.Form):
    """What the next shift must know."""

    summary = forms.CharField(
        label=_("What the next shift must know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Open incidents, alarms and clocks are listed by the platform itself."),
    )
