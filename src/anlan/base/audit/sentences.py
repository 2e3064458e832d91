"""Records of the trail in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from anlan.base.audit.models import AuditRecord
from anlan.kernel.audit_actions import all_audit_actions
from anlan.kernel.errors import Message


def sentence(record: AuditRecord) -> str:
    """Return what was done, without the name of who did it: “acknowledged 演示报警”."""
    known = all_audit_actions().get(record.action)
    if known is None:
        return f"{record.action} {record.object_label}".strip()
    text = str(known.sentence)
    if "{object}" not in text and record.object_label:
        text = f"{text} {{object}}"
    return text.replace("{object}", record.object_label).replace("{actor}", record.actor_name)


def model_of(record: AuditRecord) -> type[Model] | None:
    """Return the model a record is about."""
    try:
        return apps.get_model(record.object_type) if record.object_type else None
    except (LookupError, ValueError):
        return None


def kind_of(record: AuditRecord) -> Message:
    """Return the noun a record is about, in words."""
    model = model_of(record)
    return model._meta.verbose_name or "" if model else record.object_type


def object_url(record: AuditRecord) -> str:
    """Return the page of the object, whether or not it still exists."""
    model = model_of(record)
    if model is None or not hasattr(model, "get_absolute_url"):
        return ""
    try:
        key = model._meta.pk.to_python(record.object_id)
        return str(model(pk=key).get_absolute_url())  # type: ignore[attr-defined]
    except (NoReverseMatch, ValueError, AttributeError, TypeError):
        return ""


def compare(record: AuditRecord) -> list[dict[str, Any]]:
    """Return the changed fields with their words, before and after."""
    model = model_of(record)
    names = dict.fromkeys([*record.before, *record.after])
    return [
        {
            "label": _field_words(model, name),
            "before": _value_words(record.before.get(name)) if name in record.before else "—",
            "after": _value_words(record.after.get(name)) if name in record.after else "—",
        }
        for name in names
    ]


def _field_words(model: type[Model] | None, name: str) -> str:
    if model is not None:
        for candidate in (name, name.removesuffix("_id")):
            try:
                return str(model._meta.get_field(candidate).verbose_name)  # type: ignore[union-attr]
            except (FieldDoesNotExist, AttributeError):
                continue
    return name


def _value_words(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return str(value.get("label", value))
    if isinstance(value, list):
        return "、".join(_value_words(item) for item in value) or "—"
    return str(value)


@lru_cache(maxsize=8)
def action_words(language: str) -> dict[str, str]:
    """Return the words of every action for choosing, without the object."""
    return {
        code: str(action.sentence).replace("{object}", "").replace("{actor}", "").strip(" :：")
        for code, action in sorted(all_audit_actions().items())
    }
