"""What apps add to places they do not own: menu entries, panels, verbs, search results, map layers.

The place asks the registry; the registry knows no business noun. Registration happens in the
declaration modules that ``AnlanAppConfig`` imports.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of the main menu, shown to who holds ``permission`` (empty: everybody signed in)."""

    group: str  # desk | supervision | monitoring | command | decision | governance | base
    label: Message
    url_name: str
    icon: str
    permission: str = ""
    order: int = 100
    shortcut: str = ""  # letter after g


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of an object page contributed by another app: a template and its context."""

    model: str  # app_label.Model
    name: str
    title: Message
    template: str
    context: Callable[[Any, Actor], Mapping[str, Any] | None]  # None: nothing to show
    permission: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Verb:
    """A button on an object page. ``method`` get follows a link, post sends a form."""

    name: str
    label: Message
    url: str
    method: str = "post"
    style: str = "secondary"
    blocked_reason: Message | None = None
    needs_reason: bool = False
    confirm: Message = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One line of the search box."""

    kind: Message
    title: str
    subtitle: str
    url: str
    score: float
    level: int | None = None


SearchProvider = Callable[[str, Actor, int], Iterable[SearchResult]]
VerbProvider = Callable[[Any, Actor], Iterable[Verb]]

_navigation: list[NavigationItem] = []
_panels: dict[str, list[Panel]] = {}
_verbs: dict[str, list[VerbProvider]] = {}
_search: dict[str, SearchProvider] = {}


def register_navigation(*items: NavigationItem) -> None:
    """Add entries to the main menu."""
    _navigation.extend(items)


def navigation_for(actor: Actor) -> list[NavigationItem]:
    """Return the entries this actor sees, ordered."""
    return sorted(
        (i for i in _navigation if not i.permission or actor.has(i.permission)),
        key=lambda item: item.order,
    )


def register_panel(panel: Panel) -> None:
    """Add a panel to the object page of ``panel.model``."""
    _panels.setdefault(panel.model, []).append(panel)


@dataclass(frozen=True, slots=True)
class RenderedPanel:
    """A panel ready for the page."""

    panel: Panel
    context: Mapping[str, Any]


def panels_for(
    obj: Model, actor: Actor, names: Container[str] | None = None
) -> list[RenderedPanel]:
    """Return the panels of an object's page that this actor may see and that have content.

    ``names``: only these are gathered.
    """
    found = []
    for panel in sorted(_panels.get(obj._meta.label, ()), key=lambda p: p.order):
        if panel.permission and not actor.has(panel.permission):
            continue
        if names is not None and panel.name not in names:
            continue
        context = panel.context(obj, actor)
        if context is not None:
            found.append(RenderedPanel(panel, context))
    return found


def register_verbs(model: str, provider: VerbProvider) -> None:
    """Add buttons to the object page of ``model``."""
    _verbs.setdefault(model, []).append(provider)


def verbs_for(obj: Model, actor: Actor) -> list[Verb]:
    """Return the buttons other apps add to this object for this actor."""
    return [verb for provider in _verbs.get(obj._meta.label, ()) for verb in provider(obj, actor)]


def register_search(name: str, provider: SearchProvider) -> None:
    """Make a noun findable; the provider (text, actor, limit) filters by visible(actor)."""
    _search[name] = provider


def search_providers() -> dict[str, SearchProvider]:
    """Return the search providers by name."""
    return dict(_search)


ShellProvider = Callable[[Actor], Mapping[str, Any]]
_shell: list[ShellProvider] = []


def register_shell(provider: ShellProvider) -> None:
    """Add to the page frame: counts, addresses, live topics (lists are joined)."""
    _shell.append(provider)


def shell_for(actor: Actor) -> dict[str, Any]:
    """Return what the apps add to the page frame for this actor."""
    merged: dict[str, Any] = {"topics": []}
    for provider in _shell:
        part = dict(provider(actor))
        merged["topics"] += part.pop("topics", [])
        merged |= part
    return merged
