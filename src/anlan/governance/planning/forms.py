"""Forms of planning documents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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
