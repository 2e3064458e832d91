"""Forms of responses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.command.plans.public import level_label, list_levels_in_force
from anlan.command.responses.choices import CommandAuthority, ObjectiveKind, PublicField
from anlan.command.responses.models import Response
from anlan.command.responses.services.command import MAX_ORDER_MINUTES
from anlan.command.responses.services.objectives import MAX_MINUTES as MAX_OBJECTIVE_MINUTES
from anlan.command.responses.services.roll_calls import MAX_MINUTES as MAX_ROLL_CALL_MINUTES
from anlan.command.responses.services.roll_calls import MAX_PEOPLE


class ActivateForm(forms.Form):
    """What activating names by law: matter, level, expected duration, measures."""

    plan_level_id = forms.TypedChoiceField(
        label=_("Plan and level"),
        coerce=int,
        help_text=_("The recommended level is chosen; another one needs a reason."),
    )
    matter = forms.CharField(label=_("Matter"), max_length=200)
    expected_hours = forms.IntegerField(
        label=_("Expected duration"),
        min_value=1,
        max_value=24 * 60,
        widget=forms.NumberInput(
            attrs={"data-unit": "h", "data-law": "突发事件应对法（2024）第七十二条"}
        ),
    )
    measures = forms.CharField(
        label=_("Measures"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Required when another level than the recommended one is chosen."),
    )

    def __init__(self, *args: Any, kind: str, recommended: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recommended = recommended
        self.fields["plan_level_id"].choices = [  # type: ignore[attr-defined]
            (level_id, f"{name} · {level_label(level)}")
            for level_id, name, level in list_levels_in_force(kind)
        ]

    def clean(self) -> dict[str, Any]:
        """Another level than the recommended one needs a reason."""
        values: dict[str, Any] = super().clean() or {}
        chosen = values.get("plan_level_id")
        if chosen and chosen != self.recommended and not values.get("reason", "").strip():
            self.add_error("reason", _("Say why another level than the recommended one is chosen."))
        return values


class LevelForm(forms.Form):
    """Raise or lower the level."""

    level = forms.TypedChoiceField(
        label=_("New level"), coerce=int, choices=[(n, "") for n in (1, 2, 3, 4)]
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (n, level_label(n)) for n in (1, 2, 3, 4)
        ]


class HandOverForm(forms.Form):
    """Pass the command on."""

    person_id = forms.TypedChoiceField(label=_("New commander"), coerce=int)
    situation = forms.CharField(
        label=_("Situation at hand-over"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is known, what is going on, what is still open."),
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = people  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """An order of the commander to a group."""

    group_id = forms.TypedChoiceField(label=_("Group"), coerce=int)
    title = forms.CharField(label=_("Order in short"), max_length=100)
    instruction = forms.CharField(
        label=_("Instruction"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    due_minutes = forms.IntegerField(
        label=_("To be done within"),
        min_value=1,
        max_value=MAX_ORDER_MINUTES,
        initial=30,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )
    needs_photo = forms.BooleanField(label=_("Needs a photo"), required=False)

    def __init__(self, *args: Any, response: Response, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group_id"].choices = [  # type: ignore[attr-defined]
            (group.pk, group.name) for group in response.groups.all()
        ]


class AuthorityForm(forms.Form):
    """Which level of government commands."""

    authority = forms.ChoiceField(label=_("Who commands"), choices=CommandAuthority.choices)
    body = forms.CharField(
        label=_("Commanding body"),
        max_length=100,
        help_text=_("The government or headquarters that commands from now on."),
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ObjectiveForm(forms.Form):
    """An objective or a timer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ObjectiveKind.choices)
    title = forms.CharField(label=_("What is to be reached or done"), max_length=100)
    due_minutes = forms.IntegerField(
        label=_("Within"),
        min_value=1,
        max_value=MAX_OBJECTIVE_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
        help_text=_("An objective may go without; 72 hours are 4,320 minutes."),
    )
    counts_from_occurrence = forms.BooleanField(
        label=_("Counted from when the incident occurred"), required=False
    )
    repeats = forms.BooleanField(label=_("Counts again each time it is answered"), required=False)


class RollCallForm(forms.Form):
    """A roll call."""

    reason = forms.CharField(
        label=_("Occasion"),
        max_length=200,
        help_text=_("For instance: after the explosion, before withdrawing, at the shift."),
    )
    due_minutes = forms.IntegerField(
        label=_("To be answered within"),
        min_value=1,
        max_value=MAX_ROLL_CALL_MINUTES,
        initial=5,
        widget=forms.NumberInput(attrs={"data-unit": "min"}),
    )


class AnswerForm(forms.Form):
    """What a team answers."""

    safe = forms.IntegerField(
        label=_("People safe"),
        min_value=0,
        max_value=MAX_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    missing = forms.IntegerField(
        label=_("People missing"),
        min_value=0,
        max_value=MAX_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class SituationReportForm(forms.Form):
    """A situation report; everything but the next steps comes from the live facts."""

    next_steps = forms.CharField(
        label=_("Next steps"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("A line each. Without any, open objectives and the tasks due next are named."),
    )


class ReleaseForm(forms.Form):
    """What the public may know."""

    headline = forms.CharField(label=_("Headline"), max_length=200)
    shown = forms.MultipleChoiceField(
        label=_("To be released"),
        choices=PublicField.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As it stands now. Names, addresses and private matters are never released."),
    )
    advice = forms.CharField(
        label=_("Advice to the public"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ImprovementForm(forms.Form):
    """A lesson and the improvement that follows from it."""

    lesson = forms.CharField(label=_("Lesson"), widget=forms.Textarea(attrs={"rows": 3}))
    measure = forms.CharField(label=_("Improvement"), max_length=300)
    organisation_id = forms.TypedChoiceField(label=_("Organisation in charge"), coerce=int)
    due_on = forms.DateField(label=_("Due on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_id"].choices = organisations  # type: ignore[attr-defined]


class FeedbackForm(forms.Form):
    """A report on a task."""

    text = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    photo = forms.FileField(label=_("Photo"), required=False)
    attachment = forms.IntegerField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)


class PhotoForm(forms.Form):
    """A photo taken in the page, with the server's number, time and place."""

    file = forms.FileField()
    nonce = forms.CharField(required=False, max_length=64)
    captured_at = forms.DateTimeField(required=False)
    longitude = forms.FloatField(required=False)
    latitude = forms.FloatField(required=False)
