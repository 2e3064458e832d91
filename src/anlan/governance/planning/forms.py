"""Forms of planning documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.planning.choices import DocumentState
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


class DocumentForm(forms.Form):
    """A file to be read in."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("text, Word (.docx), a saved web page or PDF; up to 40 MB"),
    )
    name = forms.CharField(
        label=_("name"),
        max_length=200,
        required=False,
        help_text=_("empty: the title found in the text"),
    )
    previous = forms.ModelChoiceField(
        label=pgettext_lazy("planning", "new version of"),
        queryset=PlanningDocument.objects.none(),
        required=False,
        empty_label=_("a document of its own"),
        help_text=_("What is said as before keeps its confirmation and its units."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["previous"].queryset = (  # type: ignore[attr-defined]
            visible(PlanningDocument, actor)
            .filter(next=None)
            .exclude(state=DocumentState.SUPERSEDED)
            .defer("lines", "doubts", "outline")
        )


class TaskForm(forms.ModelForm[PlannedTask]):
    """What a task says."""

    class Meta:
        model = PlannedTask
        fields = PlannedTask.FIELDS
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "lead_units": forms.TextInput(),
            "support_units": forms.TextInput(),
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class IndicatorForm(forms.ModelForm[PlannedIndicator]):
    """What an indicator says."""

    class Meta:
        model = PlannedIndicator
        fields = PlannedIndicator.FIELDS
        widgets = {
            "deadline": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
