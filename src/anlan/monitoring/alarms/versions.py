"""What changed from one version of a rule to the next, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.alarms.services.rules import FIELDS


def former_version(rule: AlarmRule) -> AlarmRule | None:
    """Return the version before."""
    rows = AlarmRule.objects.filter(line=rule.line, version__lt=rule.version)
    return (
        rows.select_related("point", "chemical", "schedule", "owner").order_by("-version").first()
    )


def changes_between(before: AlarmRule, after: AlarmRule) -> Iterator[tuple[str, str, str]]:
    """Yield (field, value before, value after) of what differs, in words."""
    for name in FIELDS:
        if getattr(before, name) == getattr(after, name):
            continue
        field = AlarmRule._meta.get_field(name.removesuffix("_id"))
        label = str(getattr(field, "verbose_name", name))
        yield label, _words(before, field.name), _words(after, field.name)


def _words(rule: AlarmRule, name: str) -> str:
    shown = getattr(rule, f"get_{name}_display", None)
    value = shown() if shown is not None else getattr(rule, name)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, int | float):
        return str(number(value))
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
