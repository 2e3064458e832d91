"""Pages of the alarm settings: ladder, clocks, storms, hand-over and spot checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.errors import Message
from anlan.kernel.pages import ChangePage, ListPage, ObjectPage, SavedFilter, fact, fact_group
from anlan.monitoring.alarms.models import AlarmSetting
from anlan.monitoring.alarms.permissions import CHANGE_SETTING
from anlan.monitoring.alarms.services.settings import publish_setting
from anlan.monitoring.alarms.setting_forms import SettingForm
from anlan.monitoring.alarms.setting_words import changes_between, groups_of, steps_of, to_values
from anlan.monitoring.alarms.tables import SettingTable

CRUMBS = ((gettext_lazy("Alarm settings"), "alarms:settings"),)


class SettingListPage(ListPage):
    """The settings in use, and every version before."""

    model = AlarmSetting
    table_class = SettingTable
    saved_filters: ClassVar = (
        SavedFilter("current", gettext_lazy("In use"), Q(is_current=True)),
        SavedFilter(
            "unverified",
            gettext_lazy("Basis not verified"),
            Q(is_current=True, basis_verified=False),
        ),
        SavedFilter("all", gettext_lazy("All versions")),
    )
    search_fields = ("basis", "note")
    ordering = ("kind", "-version")
    title = gettext_lazy("Alarm settings")
    live_topic = "alarm-rules"
    empty_title = gettext_lazy("No setting yet")
    empty_text = gettext_lazy("The settings come with the platform; load its reference tables.")


class SettingPage(ObjectPage):
    """One version of a setting: its figures, their basis, what changed."""

    model = AlarmSetting
    breadcrumbs: ClassVar = CRUMBS
    edit_url_name = "alarms:setting_change"
    live_topic = "alarm-rules"

    def number(self, obj: AlarmSetting) -> str:
        """Its version."""
        return f"v{obj.version}"

    def state(self, obj: AlarmSetting) -> dict[str, Any]:
        """In use or superseded."""
        label = _("in use") if obj.is_current else _("superseded")
        return {"label": label, "tone": "done" if obj.is_current else "neutral", "value": ""}

    def note(self, obj: AlarmSetting) -> dict[str, Any] | None:
        """Whether it counts, whether its basis was compared."""
        if not obj.is_current:
            return {"text": _("A later version is in use."), "tone": "info"}
        if not obj.basis_verified:
            text = _("The basis of these figures was not compared with the primary text.")
            return {"text": text, "tone": "warning"}
        return None

    def facts(self, obj: AlarmSetting) -> list[dict[str, Any]]:
        """The figures by level, then their basis."""
        groups = [
            fact_group(title, *(fact(label, value) for label, value in rows))
            for title, rows in groups_of(obj.kind, obj.content)
        ]
        basis = fact_group(
            _("Basis"),
            fact(_("legal basis"), obj.basis, wide=True),
            fact(_("basis verified"), _("yes") if obj.basis_verified else _("not verified")),
            fact(_("published by"), obj.published_by),
            fact(_("published at"), at=obj.created_at),
            fact(_("reason of the change"), obj.note, wide=True),
        )
        return [*groups, basis]

    def own_panels(self, obj: AlarmSetting) -> Iterable[dict[str, Any]]:
        """What changed against the version before; the other versions."""
        others = AlarmSetting.objects.filter(kind=obj.kind).exclude(pk=obj.pk)
        before = others.filter(version__lt=obj.version).order_by("-version").first()
        if before is not None:
            changed = changes_between(obj.kind, before.content, obj.content)
            yield {
                "id": "changes",
                "title": _("Changed against v%(version)d") % {"version": before.version},
                "rows": [{"label": name, "value": f"{old} → {new}"} for name, old, new in changed],
                "empty": _("Nothing was changed."),
            }
        yield {
            "id": "versions",
            "title": _("Other versions"),
            "rows": [
                {
                    "label": f"v{row.version}",
                    "url": row.get_absolute_url(),
                    "where": row.published_by,
                    "at": row.created_at,
                }
                for row in others.order_by("-version")
            ],
            "empty": _("It was not changed yet."),
        }

    def describe(self, obj: AlarmSetting) -> dict[str, Any]:
        """Only the version in use is changed."""
        found = super().describe(obj)
        may = obj.is_current and self.rights.can(self.actor, CHANGE_SETTING, obj)
        return found if may else found | {"edit_url": ""}


class SettingChangePage(ChangePage):
    """Publish the next version of a setting."""

    model = AlarmSetting
    permission = CHANGE_SETTING
    breadcrumbs: ClassVar = CRUMBS
    submit_label = gettext_lazy("Publish")
    success_text = gettext_lazy("Published. Clocks that run keep the time they were given.")

    def get_initial(self) -> Mapping[str, Any]:
        """The figures in use and their basis."""
        given = {"basis": self.obj.basis, "basis_verified": self.obj.basis_verified}
        return to_values(self.obj.kind, self.obj.content) | given

    def form(self, **data: Any) -> SettingForm:
        """The form of this kind of setting."""
        return SettingForm(initial=dict(self.get_initial()), kind=self.obj.kind, **data)

    def get_title(self) -> Message:
        """What is changed."""
        return _("Change: %(name)s") % {"name": self.obj}

    def describe(self, form: Any) -> dict[str, Any]:
        """In named steps, by level."""
        steps: Sequence[Mapping[str, Any]] = steps_of(self.obj.kind)
        return super().describe(form) | {"steps": steps}

    def save(self, form: SettingForm) -> AlarmSetting:
        """Publish it."""
        return publish_setting(setting_id=self.obj.pk, actor=self.actor, **form.values())
