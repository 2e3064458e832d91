"""What each alarm setting holds, figure by figure: its words, its unit, its bounds.

The stored content is nested by level; forms and pages take it figure by figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.errors import Message
from anlan.kernel.templatetags.anlan import number, spell_duration
from anlan.monitoring.alarms.choices import HandlingStep, LadderRole, Level, SettingKind

#: Most steps of a ladder: one a role.
STEPS = len(LadderRole)
#: The longest that may be set. [s], [min]
DAY_S, MONTH_MIN = 86_400, 43_200


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a setting."""

    name: str
    label: Message
    unit: str = ""
    least: int = 1
    most: int = DAY_S


STORM = (
    Figure("alarms", gettext_lazy("alarms of one enterprise that make a storm"), "", 2, 1000),
    Figure("window_s", gettext_lazy("raised within"), "s"),
    Figure("area_alarms", gettext_lazy("alarms of a township that make a storm"), "", 2, 1000),
    Figure("area_enterprises", gettext_lazy("from at least so many enterprises"), "", 2, 100),
    Figure("idle_s", gettext_lazy("nothing joins a storm after a pause of"), "s"),
    Figure("quiet_s", gettext_lazy("people are told of a storm again after"), "s"),
)
WATCH = (
    Figure("handover_within_s", gettext_lazy("answer to a hand-over within"), "s"),
    Figure("check_within_s", gettext_lazy("answer to a spot check within"), "s"),
    Figure("checks_per_day", gettext_lazy("spot checks a day on average"), "", 0, 24),
)
CLOCKS = (HandlingStep.VERIFY, HandlingStep.DISPOSE, HandlingStep.CLOSE)
PLAIN: Mapping[str, Sequence[Figure]] = {SettingKind.STORM: STORM, SettingKind.WATCH: WATCH}


def clock_words(step: HandlingStep) -> str:
    """Return the words of the clock of a step."""
    return {
        HandlingStep.VERIFY: _("verify within, after acknowledging"),
        HandlingStep.DISPOSE: _("deal with within, after verifying"),
        HandlingStep.CLOSE: _("close within, after dealing with"),
    }[step]


def steps_of(kind: str) -> list[dict[str, Any]]:
    """Return the named parts of the form, with the fields of each."""
    last = {
        "id": "basis",
        "title": _("Basis and reason"),
        "help": "",
        "fields": ("basis", "basis_verified", "note"),
    }
    if kind in PLAIN:
        names = [figure.name for figure in PLAIN[kind]]
        title = SettingKind(kind).label
        return [{"id": "figures", "title": title, "help": "", "fields": names}, last]
    parts = []
    for level in Level:
        if kind == SettingKind.LADDER:
            names = [f"{part}_{level}_{n}" for n in range(STEPS) for part in ("role", "within")]
        else:
            names = [f"{step}_{level}" for step in CLOCKS]
        parts.append({"id": f"level-{level}", "title": level.label, "help": "", "fields": names})
    return [*parts, last]


def to_values(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content as the fields of the form."""
    if kind in PLAIN:
        return dict(content)
    values: dict[str, Any] = {}
    for level in Level:
        held = content[str(level.value)]
        if kind == SettingKind.CLOCKS:
            values |= {f"{step}_{level}": held[f"{step}_min"] for step in CLOCKS}
            continue
        for position, step in enumerate(held):
            values[f"role_{level}_{position}"] = step["role"]
            values[f"within_{level}_{position}"] = step["within_s"]
    return values


def to_content(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the form as they are stored; a step without a role is left out."""
    if kind in PLAIN:
        return {figure.name: values[figure.name] for figure in PLAIN[kind]}
    if kind == SettingKind.CLOCKS:
        return {
            str(level.value): {f"{step}_min": values[f"{step}_{level}"] for step in CLOCKS}
            for level in Level
        }
    return {
        str(level.value): [
            {"role": role, "within_s": values.get(f"within_{level}_{position}")}
            for position in range(STEPS)
            if (role := values.get(f"role_{level}_{position}"))
        ]
        for level in Level
    }


def groups_of(kind: str, content: Mapping[str, Any]) -> Iterator[tuple[Message, list[Any]]]:
    """Yield (title, [(label, value in words)]) as pages show a setting."""
    if kind in PLAIN:
        rows = [(figure.label, _shown(content[figure.name], figure.unit)) for figure in PLAIN[kind]]
        yield SettingKind(kind).label, rows
        return
    for level in Level:
        held = content[str(level.value)]
        if kind == SettingKind.CLOCKS:
            rows = [(clock_words(step), _shown(held[f"{step}_min"], "min")) for step in CLOCKS]
        else:
            roles = dict(LadderRole.choices)
            rows = [
                (
                    _("step %(number)d") % {"number": position + 1},
                    _("%(role)s, acknowledges within %(time)s")
                    % {"role": roles[step["role"]], "time": _shown(step["within_s"], "s")},
                )
                for position, step in enumerate(held)
            ]
        yield level.label, rows


def _shown(value: int, unit: str) -> str:
    if not unit:
        return str(number(value))
    return spell_duration(value if unit == "s" else value * 60, exact=True)


def changes_between(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Yield (figure, before, after) of what differs, in words."""
    for (title, old), (_title, new) in zip(
        groups_of(kind, before), groups_of(kind, after), strict=True
    ):
        former, present = dict(old), dict(new)
        for label in dict.fromkeys([*former, *present]):
            if former.get(label) != present.get(label):
                name = str(label) if kind in PLAIN else f"{title} · {label}"
                yield name, former.get(label, "—"), present.get(label, "—")
