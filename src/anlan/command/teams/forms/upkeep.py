"""What a leader records about his team: people, certificates, gear, checks, insurance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.teams.models import Team, TeamMember
from anlan.kernel.inputs import DayInput


class TeamPartForm(forms.Form):
    """A form about something of a team."""

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team


class MemberForm(TeamPartForm):
    """Somebody new in the team."""

    name = forms.CharField(label=_("Name"), max_length=50)
    post = forms.CharField(label=_("Post"), max_length=50, required=False)


class CertificateForm(TeamPartForm):
    """A certificate of a member, new or renewed."""

    member_id = forms.TypedChoiceField(label=_("Member"), coerce=int)
    kind = forms.CharField(
        label=_("Kind of certificate"),
        max_length=100,
        help_text=_("A newer one of the same kind takes the place of the older."),
    )
    number = forms.CharField(label=_("Certificate number"), max_length=100, required=False)
    valid_until = forms.DateField(
        label=pgettext_lazy("certificate", "Valid until"),
        widget=DayInput,
        required=False,
        help_text=_("Leave empty when it does not expire."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = TeamMember.objects.filter(team=self.team, is_active=True)
        self.fields["member_id"].choices = [  # type: ignore[attr-defined]
            (member.pk, f"{member.name} {member.post}".strip()) for member in members
        ]


class EquipmentForm(TeamPartForm):
    """Equipment the team has got."""

    name = forms.CharField(label=_("Name"), max_length=100)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=100_000, initial=1)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)


class CheckForm(TeamPartForm):
    """A check of one piece of equipment."""

    checked_on = forms.DateField(label=_("Checked on"), widget=DayInput)
    is_usable = forms.BooleanField(label=_("Usable"), required=False, initial=True)
    check_due_on = forms.DateField(
        label=_("Next check due on"),
        widget=DayInput,
        required=False,
        help_text=_("Left empty, the usual term of the county is taken."),
    )


class InsuranceForm(TeamPartForm):
    """A policy of accident insurance."""

    insurer = forms.CharField(label=_("Insurer"), max_length=100)
    policy_number = forms.CharField(label=_("Policy number"), max_length=100)
    people = forms.IntegerField(label=_("People insured"), min_value=1, max_value=100_000)
    sum_insured = forms.DecimalField(
        label=_("Sum insured for each person"),
        min_value=1,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"data-unit": "元", "step": "any"}),
    )
    valid_from = forms.DateField(label=_("Insured from"), widget=DayInput)
    valid_until = forms.DateField(label=_("Insured until"), widget=DayInput)
