"""The desk, a role's home: what must I do now, what changed, what is about to be late.

Apps contribute in their ``desk.py`` (imported like the other declaration modules). A contribution
says where it stands and who sees it; its function reads only what the actor may see::

    register_desk(
        DeskSection(
            name="alarms",
            title=_("Alarms"),
            place="now",
            items=lambda actor: [DeskItem(label=a.title, url=…, level=a.level, due=…) for a in …],
            permission="alarms.view_alarm",
            topics=("alarms",),
        )
    )

``place`` is one of the three lists (``now``, ``changed``, ``soon``), whose lines are merged and
ordered, or ``panel``: a small list or template of its own below them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message

Place = Literal["now", "changed", "soon", "panel"]

#: Lines of one list shown on the desk; the rest is one click away.
LINES_PER_LIST = 12


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One line of a list: what, where, how grave, until when.

    ``due`` is the moment the line becomes late, ``at`` when it happened; ``sound_id`` makes the
    browser sound once for a line it has not seen (levels red and orange).
    """

    label: str
    url: str
    where: str = ""
    level: int | None = None
    state: Mapping[str, Any] | None = None
    holder: str = ""
    due: datetime | None = None
    at: datetime | None = None
    value: str = ""
    verbs: tuple[Mapping[str, Any], ...] = ()
    sound_id: str = ""


ItemSource = Callable[[Actor], Iterable[DeskItem]]
PanelSource = Callable[[Actor], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class DeskSection:
    """What one app contributes to the desk.

    ``permission`` and ``roles`` narrow who sees it (both empty: everybody signed in; of ``roles``
    one is enough). ``items`` serves the three lists; ``context`` serves a panel and returns the
    keys of ``kernel/_panel.html`` (``rows``, ``count``, ``url``, ``empty`` …), or with ``template``
    whatever that template needs; None: nothing to show. ``topics`` are the live topics on which
    the part is fetched anew; ``url`` leads to all of it.
    """

    name: str
    title: Message
    place: Place
    items: ItemSource | None = None
    context: PanelSource | None = None
    permission: str = ""
    roles: tuple[str, ...] = ()
    template: str = ""
    order: int = 100
    topics: tuple[str, ...] = ()
    url: str = ""
    wide: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Whether this actor sees the section."""
        if actor.is_anonymous or (self.permission and not actor.has(self.permission)):
            return False
        return not self.roles or bool(actor.roles & set(self.roles))


@dataclass(frozen=True, slots=True)
class DeskFigure:
    """A number at the top of the desk that links to the rows behind it; None hides it."""

    name: str
    label: Message
    value: Callable[[Actor], int | float | None]
    url: Callable[[], str]
    permission: str = ""
    roles: tuple[str, ...] = ()
    unit: Message = ""
    level: int | None = None
    order: int = 100

    def is_for(self, actor: Actor) -> bool:
        """Whether this actor sees the figure."""
        if actor.is_anonymous or (self.permission and not actor.has(self.permission)):
            return False
        return not self.roles or bool(actor.roles & set(self.roles))


@dataclass(frozen=True, slots=True)
class Situation:
    """One clause of the sentence of situation, e.g. “2 incidents are open”."""

    text: str
    level: int | None = None
    order: int = 100


SituationSource = Callable[[Actor], Situation | None]

_sections: dict[str, DeskSection] = {}
_figures: dict[str, DeskFigure] = {}
_situations: dict[str, SituationSource] = {}


def register_desk(*sections: DeskSection) -> None:
    """Add parts to the desk; a second registration under one name replaces the first."""
    for section in sections:
        _sections[section.name] = section


def register_figure(*figures: DeskFigure) -> None:
    """Add numbers to the top of the desk."""
    for figure in figures:
        _figures[figure.name] = figure


def register_clause(name: str, source: SituationSource) -> None:
    """Add a clause to the sentence of situation."""
    _situations[name] = source


def desk_sections(actor: Actor, place: Place) -> list[DeskSection]:
    """Return the parts of one place that this actor sees, ordered."""
    return sorted(
        (s for s in _sections.values() if s.place == place and s.is_for(actor)),
        key=lambda section: (section.order, section.name),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its place in the order and the section it comes from."""

    rank: tuple[Any, ...]
    section: str
    item: DeskItem


@dataclass(slots=True)
class _Lines:
    """One of the three lists while it is gathered."""

    found: list[_Line] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    url: str = ""


#: The three lists in their order, and what an empty one says.
LISTS: dict[Place, tuple[Message, Message]] = {
    "now": (_("To do now"), _("Nothing waits for you now.")),
    "soon": (_("About to be late"), _("No clock runs out soon.")),
    "changed": (_("What changed"), _("Nothing has changed in the last day.")),
}


def block_ids(actor: Actor) -> set[str]:
    """Return the ids of the blocks on this actor's desk that can be fetched anew by themselves."""
    lists = {f"desk-{place}" for place in LISTS}
    panels = {f"panel-{section.name}" for section in desk_sections(actor, "panel")}
    return {"desk-situation", "desk-figures"} | lists | panels


def list_topics(actor: Actor) -> str:
    """Return the live topics of the three lists: the figures and the sentence follow them."""
    found = (t for place in LISTS for s in desk_sections(actor, place) for t in s.topics)
    return " ".join(dict.fromkeys(found))


def _rank(place: Place, order: int, item: DeskItem) -> tuple[Any, ...]:
    """What still sounds, the gravest, the nearest due time; what changed is told newest first."""
    far = float("inf")
    due = item.due.timestamp() if item.due else far
    at = item.at.timestamp() if item.at else 0.0
    if place == "changed":
        return (-at,)
    if place == "soon":
        return (due, item.level or 9)
    return (not item.sound_id, item.level or 9, due, order, at)


def _shown(found: list[_Line], place: Place) -> list[_Line]:
    """Return the lines there is room for; no section takes it all while another waits.

    What is red, or orange and sounds, comes first; then the first line of each section, then the
    second.
    """
    if place == "changed" or len(found) <= LINES_PER_LIST:
        return found[:LINES_PER_LIST]
    turns: Counter[str] = Counter()
    taken = []
    for number, line in enumerate(found):
        turns[line.section] += 1
        presses = line.item.level == 1 or (line.item.level == 2 and bool(line.item.sound_id))
        taken.append((not presses, turns[line.section], number))
    chosen = sorted(number for _calm, _turn, number in sorted(taken)[:LINES_PER_LIST])
    return [found[number] for number in chosen]


def gather_list(actor: Actor, place: Place) -> dict[str, Any]:
    """Return one of the three lists as ``kernel/desk.html`` wants it."""
    lines = _Lines()
    for section in desk_sections(actor, place):
        lines.topics += section.topics
        lines.url = lines.url or section.url
        for item in section.items(actor) if section.items else ():
            lines.found.append(_Line(_rank(place, section.order, item), section.name, item))
    lines.found.sort(key=lambda line: line.rank)
    title, empty = LISTS[place]
    topics = list(dict.fromkeys(lines.topics))
    return {
        "id": place,
        "title": title,
        "count": len(lines.found),
        "url": lines.url,
        "topics": topics,
        "topic": " ".join(topics),
        "empty": empty,
        "items": [asdict(line.item) for line in _shown(lines.found, place)],
    }


def gather_panels(actor: Actor, names: Container[str] | None = None) -> list[dict[str, Any]]:
    """Return the panels below the lists, or those ``names``."""
    panels = []
    for section in desk_sections(actor, "panel"):
        if names is not None and section.name not in names:
            continue
        context = section.context(actor) if section.context else {}
        if context is None:
            continue
        panels.append(
            {
                "id": section.name,
                "title": section.title,
                "url": section.url,
                "template": section.template,
                "topic": " ".join(section.topics),
                "wide": section.wide,
                **context,
            }
        )
    return panels


def gather_figures(actor: Actor) -> list[dict[str, Any]]:
    """Return the numbers at the top."""
    figures = []
    for figure in sorted(_figures.values(), key=lambda f: (f.order, f.name)):
        if not figure.is_for(actor) or (value := figure.value(actor)) is None:
            continue
        figures.append(
            {
                "label": figure.label,
                "value": value,
                "unit": figure.unit,
                "url": figure.url(),
                "level": figure.level if value else None,
            }
        )
    return figures


def gather_situation(actor: Actor) -> tuple[str, int | None]:
    """Return the sentence of situation and its gravest level; empty without anything to say."""
    clauses = sorted(
        (clause for source in _situations.values() if (clause := source(actor)) is not None),
        key=lambda clause: clause.order,
    )
    levels = [clause.level for clause in clauses if clause.level]
    return str(_("; ")).join(clause.text for clause in clauses), min(levels, default=None)
