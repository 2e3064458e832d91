"""Publishing alarm settings: a new version each time, the former ones stay readable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms.choices import LadderRole, Level, SettingKind
from anlan.monitoring.alarms.errors import Superseded
from anlan.monitoring.alarms.events import SettingPublished
from anlan.monitoring.alarms.models import AlarmSetting
from anlan.monitoring.alarms.permissions import CHANGE_SETTING
from anlan.monitoring.alarms.setting_words import CLOCKS, DAY_S, MONTH_MIN, PLAIN


@transaction.atomic
def publish_setting(
    *,
    setting_id: int,
    content: Mapping[str, Any],
    basis: str,
    note: str,
    actor: Actor,
    basis_verified: bool = False,
) -> AlarmSetting:
    """Publish the next version of a setting; clocks that run keep the time they were given.

    Raises ``Superseded`` where ``setting_id`` is not the version in use, ``InvalidInput``.
    """
    former = get_visible(AlarmSetting, setting_id, actor=actor, lock=True)
    require(actor, CHANGE_SETTING, former)
    if not former.is_current:
        raise Superseded
    wrong = dict(_faults(former.kind, content))
    if not basis.strip():
        wrong["basis"] = _("Please say what the figures are based on.")
    if not note.strip():
        wrong["note"] = _("Please give the reason.")
    if wrong:
        raise InvalidInput(fields=wrong)
    former.is_current = False
    former.save(update_fields=["is_current", "updated_at"])
    found = AlarmSetting.objects.create(
        kind=former.kind,
        version=former.version + 1,
        content=content,
        basis=basis.strip(),
        basis_verified=basis_verified,
        note=note.strip(),
        published_by=actor.display_name[:100],
    )
    audit(
        actor,
        "alarms.setting.published",
        found,
        before=_told(former),
        after=_told(found),
        reason=found.note,
    )
    emit(SettingPublished(setting_id=found.pk, kind=found.kind), actor)
    return found


def _told(setting: AlarmSetting) -> dict[str, Any]:
    names = ("version", "content", "basis", "basis_verified")
    return {name: getattr(setting, name) for name in names}


def _faults(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field of the form, what is wrong with it)."""
    if kind in PLAIN:
        for figure in PLAIN[kind]:
            if not _within(content.get(figure.name), figure.least, figure.most):
                yield figure.name, _bounds(figure.least, figure.most)
        return
    for level in Level:
        held = content.get(str(level.value))
        if kind == SettingKind.CLOCKS:
            for step in CLOCKS:
                if not _within((held or {}).get(f"{step}_min"), 1, MONTH_MIN):
                    yield f"{step}_{level}", _bounds(1, MONTH_MIN)
            continue
        if not held:
            yield f"role_{level}_0", _("Somebody must be called first.")
        for position, step in enumerate(held or ()):
            if step.get("role") not in LadderRole.values:
                yield f"role_{level}_{position}", _("No such role.")
            if not _within(step.get("within_s"), 1, DAY_S):
                yield f"within_{level}_{position}", _bounds(1, DAY_S)


def _within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def _bounds(least: int, most: int) -> str:
    return _("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
