"""Keeping warning feeds, and looking into them: every message once, what cannot be read is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.monitoring.natural_hazards import feed_sources
from anlan.monitoring.natural_hazards.cap import LARGEST
from anlan.monitoring.natural_hazards.choices import FeedKind, MessageOutcome
from anlan.monitoring.natural_hazards.errors import ConcernsNobodyHere
from anlan.monitoring.natural_hazards.events import FeedChanged
from anlan.monitoring.natural_hazards.feed_sources import FeedUnreachable, Found, Link
from anlan.monitoring.natural_hazards.models import FeedMessage, WarningFeed
from anlan.monitoring.natural_hazards.permissions import KEEP_FEED, RECEIVE_WARNING
from anlan.monitoring.natural_hazards.services.warnings import take_warning

#: Messages taken from one feed in one look; the next look goes on with the rest.
MOST_A_LOOK = 200
SHORTEST_PERIOD_S = 30
#: What concerned nobody here is forgotten after this, what could not be read much later.
FORGOTTEN_AFTER = timedelta(days=60)
UNREADABLE_KEPT = timedelta(days=365)
#: So much of an unreadable message is kept. [characters]
KEPT_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Look:
    """What one look into a feed brought."""

    found: int = 0
    taken: int = 0
    unreadable: int = 0
    error: str = ""


@transaction.atomic
def save_feed(
    *,
    name: str,
    kind: str,
    address: str,
    actor: Actor,
    period_s: int = 60,
    is_active: bool = True,
    feed_id: int | None = None,
) -> WarningFeed:
    """Enter a feed or change one. Raises ``NotPermitted`` or ``InvalidInput``."""
    require_permission(actor, KEEP_FEED)
    if feed_id is None:
        feed, before = WarningFeed(), {}
    else:
        feed = get_visible(WarningFeed, feed_id, actor=actor, lock=True)
        require(actor, KEEP_FEED, feed)
        before = {"kind": feed.kind, "address": feed.address, "is_active": feed.is_active}
    _check(feed, name.strip(), kind, address.strip(), period_s)
    if (feed.kind, feed.address) != (kind, address.strip()):
        feed.etag = feed.last_modified = feed.error = ""
        feed.polled_at = feed.succeeded_at = None
        feed.failures = 0
    feed.name, feed.kind, feed.address = name.strip(), kind, address.strip()
    feed.period_s, feed.is_active = period_s, is_active
    feed.save()
    after = {"kind": kind, "address": feed.address, "is_active": is_active}
    audit(actor, "natural_hazards.feed.saved", feed, before=before, after=after)
    return feed


def _check(feed: WarningFeed, name: str, kind: str, address: str, period_s: int) -> None:
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = _("Give it a name.")
    elif WarningFeed.objects.filter(name=name).exclude(pk=feed.pk).exists():
        wrong["name"] = _("Another feed has this name already.")
    if kind not in FeedKind.values:
        wrong["kind"] = _("Choose an address or a folder.")
    if period_s < SHORTEST_PERIOD_S:
        wrong["period_s"] = _("At least %(count)d seconds.") % {"count": SHORTEST_PERIOD_S}
    try:
        if kind == FeedKind.FOLDER:
            feed_sources.folder_of(address)
        elif kind == FeedKind.URL and urlsplit(address).hostname is None:
            raise FeedUnreachable(_("Write an address that begins with http:// or https://."))
    except (FeedUnreachable, ValueError) as error:
        wrong["address"] = str(error)
    if wrong:
        raise InvalidInput(fields=wrong)


def due_feeds(at: datetime) -> list[int]:
    """Return the feeds whose next look is due."""
    rows = WarningFeed.objects.filter(is_active=True)
    return [f.pk for f in rows if f.polled_at is None or f.polled_at + f.period <= at]


def poll_feed(*, feed_id: int, actor: Actor) -> Look:
    """Look into a feed and take in what is new there.

    Each message is taken in a transaction of its own, so that one that cannot be read stops no
    other; nothing is locked while a server is waited for. Raises ``NotPermitted``.
    """
    require_permission(actor, RECEIVE_WARNING)
    feed = WarningFeed.objects.get(pk=feed_id)
    is_folder = feed.kind == FeedKind.FOLDER
    try:
        batch = _from_folder(feed) if is_folder else _from_address(feed)
    except FeedUnreachable as error:
        return _failed(feed_id, str(error), actor)
    outcomes = [
        _take(feed_id, found, actor) for found in sorted(batch.found, key=feed_sources.sent_order)
    ]
    FeedMessage.objects.bulk_create(
        (
            FeedMessage(
                feed_id=feed_id,
                name=file.name[:500],
                stamp=file.stamp,
                at=clock.now(),
                outcome=MessageOutcome.OPENED,
            )
            for file in batch.opened
        ),
        ignore_conflicts=True,
    )
    look = Look(
        len(outcomes),
        outcomes.count(MessageOutcome.TAKEN),
        outcomes.count(MessageOutcome.UNREADABLE),
        batch.error,
    )
    if batch.error:
        return _failed(feed_id, batch.error, actor, look)
    _reached(feed_id, batch, actor)
    return look


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is new in a feed; with an error or a rest the whole is asked for again next time."""

    found: list[Found]
    etag: str = ""
    last_modified: str = ""
    error: str = ""
    #: Files that hold messages and are none themselves.
    opened: tuple[Found, ...] = ()


def _is_new(feed: WarningFeed, name: str, stamp: str) -> bool:
    return not FeedMessage.objects.filter(feed=feed, name=name[:500], stamp=stamp).exists()


def _from_folder(feed: WarningFeed) -> _Batch:
    found: list[Found] = []
    opened: list[Found] = []
    for path, stamp in feed_sources.files_in(feed.address):
        if len(found) >= MOST_A_LOOK:
            break
        if not _is_new(feed, path.name, stamp):
            continue
        try:
            data = feed_sources.read_file(path)
        except OSError as error:
            words = {"folder": path.name, "why": error.strerror or type(error).__name__}
            text = _("%(folder)s cannot be read: %(why)s.") % words
            return _Batch(found, error=text, opened=tuple(opened))
        inside, _links = feed_sources.unpack(data, path.name)
        if len(inside) == 1 and inside[0].data is data:
            found.append(Found(path.name, stamp, data))
        else:
            found += [f for f in inside if _is_new(feed, f.name, f.stamp)]
            opened.append(Found(path.name, stamp, b""))
    return _Batch(found, opened=tuple(opened))


def _from_address(feed: WarningFeed) -> _Batch:
    with feed_sources.client() as browser:
        answer = feed_sources.fetch(
            feed.address, browser=browser, etag=feed.etag, last_modified=feed.last_modified
        )
        if answer.data is None:
            return _Batch([], answer.etag, answer.last_modified)
        inside, links = feed_sources.unpack(answer.data, feed.address)
        found = [f for f in inside if _is_new(feed, f.name, f.stamp)]
        error, is_cut = "", len(found) > MOST_A_LOOK
        for link in _followed(feed, links):
            if len(found) >= MOST_A_LOOK:
                is_cut = True
                break
            try:
                behind = feed_sources.fetch(link.address, browser=browser, largest=LARGEST)
            except FeedUnreachable as reason:
                error = f"{link.address[:200]}: {reason}"
                continue
            if behind.data is not None:
                found.append(Found(link.address, link.stamp, behind.data))
    found = found[:MOST_A_LOOK]
    if is_cut or error:
        return _Batch(found, error=error)
    return _Batch(found, answer.etag, answer.last_modified)


def _followed(feed: WarningFeed, links: list[Link]) -> Iterator[Link]:
    """Yield the new links that stay with the host of the feed."""
    host = urlsplit(feed.address).hostname
    for link in links:
        try:
            same = urlsplit(link.address).hostname == host
        except ValueError:
            same = False
        if same and _is_new(feed, link.address, link.stamp):
            yield link


def _take(feed_id: int, found: Found, actor: Actor) -> str:
    """Take one message in and write down what became of it."""
    row = FeedMessage(
        feed_id=feed_id, name=found.name[:500], stamp=found.stamp, at=clock.now(), reason=""
    )
    try:
        with transaction.atomic():
            row.warning, is_new = take_warning(message=found.data, actor=actor)
            row.outcome = MessageOutcome.TAKEN if is_new else MessageOutcome.KNOWN
            row.save()
            return row.outcome
    except IntegrityError:  # the same message came another way at this very moment
        row.outcome, row.warning = MessageOutcome.KNOWN, None
    except ConcernsNobodyHere:
        row.outcome, row.warning = MessageOutcome.ELSEWHERE, None
    except InvalidInput as error:
        row.outcome, row.warning = MessageOutcome.UNREADABLE, None
        row.reason = "；".join(str(text) for text in error.fields.values())[:300]
        row.text = found.data.decode("utf-8", "replace").replace("\x00", "�")[:KEPT_TEXT]
    FeedMessage.objects.bulk_create([row], ignore_conflicts=True)
    return row.outcome


@transaction.atomic
def _reached(feed_id: int, batch: _Batch, actor: Actor) -> None:
    feed = WarningFeed.objects.select_for_update().get(pk=feed_id)
    was_failing = feed.failures > 0
    feed.polled_at = feed.succeeded_at = clock.now()
    feed.etag, feed.last_modified = batch.etag, batch.last_modified
    feed.failures, feed.error = 0, ""
    feed.save()
    if was_failing:
        emit(FeedChanged(feed_id=feed.pk, is_reached=True), actor)


@transaction.atomic
def _failed(feed_id: int, error: str, actor: Actor, look: Look | None = None) -> Look:
    feed = WarningFeed.objects.select_for_update().get(pk=feed_id)
    feed.polled_at = clock.now()
    feed.failures += 1
    feed.error = error[:300]
    feed.etag = feed.last_modified = ""
    feed.save()
    if feed.failures == 1:
        emit(FeedChanged(feed_id=feed.pk, is_reached=False), actor)
    return look or Look(error=error)


@transaction.atomic
def forget_messages(*, at: datetime, actor: Actor) -> int:
    """Forget what concerned nobody here; warnings themselves are never forgotten."""
    require_permission(actor, RECEIVE_WARNING)
    old = FeedMessage.objects.filter(
        outcome__in=(MessageOutcome.KNOWN, MessageOutcome.ELSEWHERE, MessageOutcome.OPENED),
        at__lt=at - FORGOTTEN_AFTER,
    )
    unreadable = FeedMessage.objects.filter(
        outcome=MessageOutcome.UNREADABLE, at__lt=at - UNREADABLE_KEPT
    )
    return int(old.delete()[0]) + int(unreadable.delete()[0])
