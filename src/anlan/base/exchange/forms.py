"""Forms of the exchange."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.models.tokens import TokenScopeKind
from anlan.base.exchange.services.tokens import LONGEST_DAYS, NOT_FOR_TOKENS
from anlan.kernel import clock
from anlan.kernel.events import all_events, event_title
from anlan.kernel.policy import all_actions
from anlan.kernel.transfer import Importer


class UploadForm(forms.Form):
    """The table to import."""

    file = forms.FileField(
        label=_("table"),
        help_text=_(
            "Excel (.xlsx) or CSV, up to 20 MB. Titles above the headings, merged cells, totals "
            "and notes may stay; what is not clear is shown before anything is written."
        ),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,.csv,text/csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )


class TableForm(forms.Form):
    """Which sheets, and where their headings stand."""

    sheets = forms.MultipleChoiceField(
        label=_("sheets"),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("several sheets with the same columns are read one after the other"),
    )
    header_row = forms.IntegerField(
        label=_("row of the headings"),
        min_value=1,
        max_value=1_048_576,
        required=False,
        help_text=_("as numbered in Excel; empty: find it again"),
    )
    header_depth = forms.TypedChoiceField(
        label=_("rows of headings"),
        choices=((1, _("one row")), (2, _("two rows (merged headings)"))),
        coerce=int,
    )

    def __init__(self, *args: Any, session: ImportSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["sheets"])
        field.choices = [
            (sheet["name"], self._words(sheet))
            for sheet in session.sheets
            if sheet["rows"] and not sheet["is_chart"]
        ]

    @classmethod
    def of(cls, session: ImportSession) -> TableForm:
        """The form as the import stands."""
        return cls(
            session=session,
            initial={
                "sheets": session.chosen_sheets,
                "header_row": session.header_row,
                "header_depth": session.header_depth,
            },
        )

    @staticmethod
    def _words(sheet: dict[str, Any]) -> str:
        words = ngettext("%(n)s filled row", "%(n)s filled rows", sheet["rows"]) % {
            "n": sheet["rows"]
        }
        hidden = f", {gettext('hidden')}" if sheet["is_hidden"] else ""
        return f"{sheet['name']} ({words}{hidden})"


class MappingForm(forms.Form):
    """Which column of the file is which; one choice per column of the declaration."""

    def __init__(self, *args: Any, importer: Importer, header: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        places = [("", "—"), *((str(i), h or f"({i + 1})") for i, h in enumerate(header))]
        for column in importer.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.label),
                choices=places,
                required=column.required,
                help_text=str(column.help),
            )
        if importer.update is not None:
            self.fields["may_update"] = forms.BooleanField(
                label=_("update rows that exist already"), required=False
            )

    def mapping(self) -> dict[str, int]:
        """The chosen positions."""
        names = {column.name for column in self.importer.columns}
        return {
            name: int(value)
            for name, value in self.cleaned_data.items()
            if name in names and value != ""
        }


class TokenForm(forms.Form):
    """A key for another system."""

    name = forms.CharField(label=_("name of the system"), max_length=100)
    permissions = forms.MultipleChoiceField(
        label=_("rights"), widget=forms.CheckboxSelectMultiple()
    )
    scope_kind = forms.ChoiceField(label=_("scope"), choices=TokenScopeKind.choices)
    scope_value = forms.CharField(
        label=_("scope value"),
        max_length=50,
        required=False,
        help_text=_("region code such as 330825100, organisation number or sector code"),
    )
    days = forms.IntegerField(
        label=_("valid for"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=180,
        widget=forms.NumberInput(attrs={"data-unit": _("days")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]
            (action.code, f"{action.label} ({action.code})")
            for action in all_actions()
            if action.code not in NOT_FOR_TOKENS
        ]

    def service_values(self) -> dict[str, Any]:
        """The arguments of the service."""
        values = dict(self.cleaned_data)
        values["expires_at"] = clock.now() + timedelta(days=values.pop("days"))
        return values


class WebhookForm(forms.Form):
    """Where events go."""

    name = forms.CharField(label=_("name"), max_length=100)
    url = forms.CharField(
        label=_("address"), max_length=500, widget=forms.URLInput(), help_text="https://…"
    )
    events = forms.MultipleChoiceField(label=_("events"), widget=forms.CheckboxSelectMultiple())
    may_be_internal = forms.BooleanField(
        label=_("may be an internal address"),
        required=False,
        help_text=_("only for systems of the bureau's own network"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(all_events())
        apps = sorted({name.split(".")[0] for name in names})
        self.fields["events"].choices = [  # type: ignore[attr-defined]
            (name, event_title(name))
            for app in apps
            for name in (f"{app}.*", *(name for name in names if name.startswith(f"{app}.")))
        ]
