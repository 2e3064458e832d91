"""The object page: what it is, how it stands, who holds it, until when, what may be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages import hooks
from anlan.kernel.pages.base import ActorPage, find_url, url_of
from anlan.kernel.pages.pagination import capped_count
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb, panels_for, verbs_for
from anlan.kernel.rehearsal import is_rehearsal
from anlan.kernel.requests import render_page, wanted_blocks
from anlan.kernel.states import StateMachine


def fact(label: Message, value: Any = None, **more: Any) -> dict[str, Any]:
    """Return one fact. ``more`` as ``kernel/_facts.html``: url, unit, source, at, level, wide …"""
    return {"label": label, "value": value, **more}


def fact_group(title: Message, *rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return a titled group of facts."""
    return {"title": title, "rows": list(rows)}


#: Buttons in the header of an object, the one that opens the menu of the rest included.
BUTTONS_IN_HEADER = 4
#: Blocks of ``kernel/object.html`` that a live refresh may ask for alone, beside its panels.
HEAD, FACTS, TIMELINE, PANEL = "object-head", "object-facts", "object-timeline", "panel-"


@dataclass(frozen=True, slots=True)
class RelatedList:
    """A small list of related objects below the facts; its rows start from ``visible(actor)``.

    ``rows`` turns the visible rows of ``model`` into those of this object. ``row`` gives what
    ``kernel/_row.html`` shows: label, url, value, level, state, at, due.
    """

    name: str
    title: Message
    model: Any
    rows: Callable[[QuerySet[Any], Any], QuerySet[Any]]
    row: Callable[[Any], Mapping[str, Any]]
    url: Callable[[Any], str] | None = None
    empty: Message = ""
    limit: int = 10
    topic: str = ""

    def describe(self, obj: Any, actor: Actor) -> dict[str, Any]:
        """Return the panel: at most ``limit`` rows and how many there are."""
        rows = self.rows(visible(self.model, actor), obj)
        shown = list(rows[: self.limit + 1])
        count: int | str = len(shown)
        if len(shown) > self.limit:
            number = capped_count(rows, 999)
            count = number if number <= 999 else "999+"
        return {
            "id": self.name,
            "title": self.title,
            "count": count,
            "url": self.url(obj) if self.url and len(shown) > self.limit else "",
            "rows": [self.row(item) for item in shown[: self.limit]],
            "empty": self.empty,
            "topic": self.topic,
        }


class ObjectPage(ActorPage):
    """The page of one object. Subclasses override the small methods that differ.

    Buttons come from the state table (posted to ``transition_url_name`` with key and step), from
    ``own_verbs`` and from other apps through the registry; panels likewise.
    """

    template: ClassVar[str] = "kernel/object.html"
    select_related: ClassVar[tuple[str, ...]] = ()
    machine: ClassVar[StateMachine | None] = None
    #: Tone of the badge by state: neutral, active, waiting, done, overdue.
    state_tones: ClassVar[Mapping[str, str]] = {}
    transition_url_name: ClassVar[str] = ""
    #: Steps whose button leads to a form page instead: step → URL name taking the key.
    transition_forms: ClassVar[Mapping[str, str]] = {}
    #: Sentence asked before a step that cannot be undone.
    transition_confirms: ClassVar[Mapping[str, Message]] = {}
    edit_url_name: ClassVar[str] = ""
    edit_permission: ClassVar[str] = ""
    related: ClassVar[tuple[RelatedList, ...]] = ()
    #: What a live refresh asks for; empty: the whole page.
    blocks: frozenset[str] = frozenset()

    def get_object(self, pk: Any) -> Any:
        """Return the visible object or raise ``NotVisible``."""
        return get_visible(self.model, pk, actor=self.actor, related=self.select_related)

    # What differs -------------------------------------------------------------------------------

    def get_title(self, obj: Any) -> Message:
        """The name at the head."""
        return str(obj)

    def get_subtitle(self, obj: Any) -> Message:
        """One line below the name."""
        return ""

    def number(self, obj: Any) -> str:
        """The official number or code beside the name."""
        return ""

    def level(self, obj: Any) -> int | None:
        """Its level, when it has one."""
        return None

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """Who has it in hand: label and url."""
        return None

    def due(self, obj: Any) -> Any:
        """When it is due: a moment or {due_at, label, clock_state}."""
        return None

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """One sentence that must be read first: text and tone."""
        return None

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Groups of facts, see ``fact`` and ``fact_group``."""
        return []

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """Buttons of this app beside the steps of the state table."""
        return ()

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """Panels of this app beyond the related lists."""
        return ()

    def map_url(self, obj: Any) -> str:
        """The map at this object."""
        return ""

    def topic(self, obj: Any) -> str:
        """Live topic of this object; the page refreshes on it."""
        return self.live_topic.format(pk=obj.pk) if self.live_topic else ""

    def timeline(self, obj: Any) -> list[hooks.TimelineEntry] | None:
        """What happened, newest first; None leaves the timeline out."""
        return hooks.timeline_of(obj, self.actor)

    # The page -----------------------------------------------------------------------------------

    def state(self, obj: Any) -> Mapping[str, Any] | None:
        """The state badge from the machine."""
        if self.machine is None:
            return None
        value = getattr(obj, self.machine.field)
        return {
            "label": self.machine.label_of(obj),
            "tone": self.state_tones.get(value, "neutral"),
            "value": value,
        }

    def verbs(self, obj: Any) -> list[dict[str, Any]]:
        """Return the buttons: steps of the state table, own verbs, verbs of other apps."""
        found: list[dict[str, Any]] = []
        if self.machine is not None and self.transition_url_name:
            for step in self.machine.available(obj, self.actor):
                form = self.transition_forms.get(step.name, "")
                found.append(
                    {
                        "name": step.name,
                        "label": step.label,
                        "url": find_url(form, obj.pk)
                        if form
                        else find_url(self.transition_url_name, obj.pk, step.name),
                        "method": "get" if form else "post",
                        "blocked_reason": step.blocked_reason,
                        "needs_reason": step.needs_reason and not form,
                        "confirm": self.transition_confirms.get(step.name, ""),
                        "primary": step.style == "primary",
                        "danger": step.style == "danger",
                    }
                )
        for verb in [*self.own_verbs(obj), *verbs_for(obj, self.actor)]:
            found.append(
                {
                    "name": verb.name,
                    "label": verb.label,
                    "url": verb.url,
                    "method": verb.method,
                    "blocked_reason": verb.blocked_reason,
                    "needs_reason": verb.needs_reason,
                    "confirm": verb.confirm,
                    "icon": verb.icon,
                    "primary": verb.style == "primary",
                    "danger": verb.style == "danger",
                }
            )
        return found

    def buttons(self, obj: Any, *, has_edit: bool) -> dict[str, list[dict[str, Any]]]:
        """Return the buttons of the header and those of its menu.

        What is primary comes first, what is blocked or dangerous last; each kind keeps its order.
        """
        verbs = sorted(
            self.verbs(obj),
            key=lambda verb: (
                bool(verb["blocked_reason"]),
                not verb["primary"],
                bool(verb["danger"]),
            ),
        )
        room = BUTTONS_IN_HEADER - has_edit
        if len(verbs) <= room:
            return {"verbs": verbs, "more_verbs": []}
        return {"verbs": verbs[: room - 1], "more_verbs": verbs[room - 1 :]}

    def panels(self, obj: Any) -> list[dict[str, Any]]:
        """Return the panels: related lists, own ones, those of other apps."""
        found: list[dict[str, Any]] = []
        names = {block.removeprefix(PANEL) for block in self.blocks} if self.blocks else None
        for related in self.related:
            if names is not None and related.name not in names:
                continue
            if self.actor.has(self._view_of(related.model)):
                found.append(related.describe(obj, self.actor))
        found += [dict(panel) for panel in self.own_panels(obj)]
        for rendered in panels_for(obj, self.actor, names):
            found.append(
                {
                    "id": rendered.panel.name,
                    "title": rendered.panel.title,
                    "template": rendered.panel.template,
                    "context": rendered.context,
                    **rendered.context,
                }
            )
        return found

    def _view_of(self, model: Any) -> str:
        from anlan.kernel.policy import policy_of

        return policy_of(model).view

    def get(self, request: Any, pk: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or what a live refresh asks for of it: only that is gathered."""
        blocks = wanted_blocks(request)
        # Something inside a block: the whole page has it.
        if all(block in (HEAD, FACTS, TIMELINE) or block.startswith(PANEL) for block in blocks):
            self.blocks = blocks
        obj = self.get_object(pk)
        return render_page(request, self.template, {"page": self.describe(obj), "object": obj})

    def wanted(self, block: str) -> bool:
        """Whether this block is to be shown: all are, unless a live refresh asks for others."""
        return not self.blocks or block in self.blocks

    def describe(self, obj: Any) -> dict[str, Any]:
        """Return the context ``page`` of ``kernel/object.html``."""
        may_edit = bool(self.edit_url_name) and (
            not self.edit_permission or self.rights.can(self.actor, self.edit_permission, obj)
        )
        return {
            "frame": "kernel/blocks.html" if self.blocks else "kernel/base.html",
            "title": self.get_title(obj),
            "is_drill": is_rehearsal(obj),
            "subtitle": self.get_subtitle(obj),
            "number": self.number(obj),
            "kind_label": self.model._meta.verbose_name,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.topic(obj),
            "level": self.level(obj),
            "state": self.state(obj),
            "holder": self.holder(obj),
            "due": self.due(obj),
            "note": self.note(obj),
            **(
                self.buttons(obj, has_edit=may_edit)
                if self.wanted(HEAD)
                else {"verbs": [], "more_verbs": []}
            ),
            "edit_url": find_url(self.edit_url_name, obj.pk) if may_edit else "",
            "map_url": self.map_url(obj),
            "print": True,
            "facts": self.facts(obj) if self.wanted(FACTS) else [],
            "timeline": self.timeline(obj) if self.wanted(TIMELINE) else None,
            "panels": self.panels(obj),
            "url": url_of(obj),
        }
