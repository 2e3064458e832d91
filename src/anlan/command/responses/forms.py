"""Forms of responses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan.command.plans.public import level_label, list_levels_in_force
from anlan.command.responses.models import Response
from anlan.command.responses.services.command import MAX_ORDER_MINUTES


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
