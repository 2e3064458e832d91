"""Live updates: small messages to every browser that watches, sent when the change commits.

A message names a topic, what happened and ids; the page then asks for the fragment it shows,
which is filtered by ``visible(actor)`` like any read. Messages themselves are filtered too: by the
permission of the topic and by the region or organisation the message carries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches

CHANNEL = "anlan_live"
#: PostgreSQL refuses longer notifications.
MAX_PAYLOAD_BYTES = 7900

ListenCheck = Callable[[Actor, str], bool]


@dataclass(frozen=True, slots=True)
class Topic:
    """A family of live messages, e.g. ``alarms`` or ``incident:12`` (prefix ``incident``).

    ``permission`` is required to listen, over the scope of each message. ``check(actor, argument)``
    decides about one object's topic (``incident:12`` → argument ``12``).
    """

    prefix: str
    permission: str = ""
    check: ListenCheck | None = None


_topics: dict[str, Topic] = {}


def register_topic(prefix: str, *, permission: str = "", check: ListenCheck | None = None) -> None:
    """Make a topic known, with who may listen."""
    _topics[prefix] = Topic(prefix, permission, check)


def may_listen(actor: Actor, topic: str) -> bool:
    """Whether ``actor`` may subscribe to ``topic``; unknown topics are refused."""
    prefix, _, argument = topic.partition(":")
    known = _topics.get(prefix)
    if known is None or actor.is_anonymous:
        return False
    if known.permission and not actor.has(known.permission):
        return False
    return known.check(actor, argument) if known.check and argument else True


def may_receive(actor: Actor, message: dict[str, Any]) -> bool:
    """Whether this message lies in the scope of ``actor``'s right to its topic."""
    prefix, _, argument = str(message["topic"]).partition(":")
    known = _topics.get(prefix)
    if known is None:
        return False
    if argument or not known.permission:
        return True  # one object's topic: subscribing was already checked
    region, organisation = message.get("region", ""), message.get("organisation")
    if not region and organisation is None:
        return True
    return scope_reaches(actor, known.permission, region=region, organisation_id=organisation)


@dataclass(frozen=True, slots=True)
class SharedView:
    """A part of pages that is the same for everybody who may see it, such as ``board:12``.

    It is rendered once after a change and sent to all who watch; nobody asks for it again.
    ``topics(argument)`` are the live topics whose messages may change it; ``render(argument)``
    gives its elements by their ids, and must not depend on who looks. Who may see it is decided
    by ``check(actor, argument)`` when the stream is opened.
    """

    prefix: str
    check: ListenCheck
    topics: Callable[[str], Iterable[str]]
    render: Callable[[str], Mapping[str, str]]


_views: dict[str, SharedView] = {}


def register_shared_view(view: SharedView) -> SharedView:
    """Make a shared view known."""
    _views[view.prefix] = view
    return view


def find_shared_view(name: str, actor: Actor) -> SharedView | None:
    """Return the shared view ``prefix:argument`` when ``actor`` may see it, else None."""
    prefix, _, argument = name.partition(":")
    known = _views.get(prefix)
    if known is None or actor.is_anonymous or not known.check(actor, argument):
        return None
    return known


def publish(topic: str, name: str, **data: Any) -> None:
    """Send a message when the running transaction commits.

    ``data`` holds ids and plain values; ``region`` and ``organisation`` limit who receives it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload(topic, name, data)])


def publish_many(messages: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Send many messages (topic, name, data) in one statement."""
    payloads = [payload(topic, name, data) for topic, name, data in messages]
    if not payloads:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_notify(%s, p)) FROM unnest(%s::text[]) p", [CHANNEL, payloads]
        )


def payload(topic: str, name: str, data: dict[str, Any]) -> str:
    """Write a message as it is sent. Raises ``ValueError`` when it is too long."""
    written = orjson.dumps({"topic": topic, "name": name, **data})
    if len(written) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"live message {name} is {len(written)} bytes; send ids, not content")
    return written.decode()
