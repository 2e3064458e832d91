"""Looking into a web address or a folder for warnings: fetching, unpacking feeds, no database.

A feed may be one alert, an Atom or RSS index with alerts inside or behind links of the same host,
or an EDXL-DE envelope. Files and pages are only read, never changed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import httpx
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from anlan.monitoring.natural_hazards.cap import LARGEST, NAMESPACES

TIMEOUT_S = 15.0
#: The largest index of warnings that is read. [bytes]
LARGEST_FEED = 20_000_000
MOST_HOPS = 3
SUFFIXES = (".xml", ".cap", ".txt", ".atom", ".rss", ".edxlde")
#: Older files are not looked at; a file written just now may not be complete. [s]
LOOKS_BACK_S = 30 * 86_400.0
SETTLES_S = 2.0
ATOM = "{http://www.w3.org/2005/Atom}"
SENT = re.compile(rb"<(?:\w+:)?sent[^>]*>\s*([^<\s]+)\s*<")


class FeedUnreachable(Exception):
    """The address or folder could not be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Found:
    """One message: under which name, in which version, and its bytes."""

    name: str
    stamp: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A message that an index only points to."""

    address: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered; ``data`` is None when nothing has changed since."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


def stamp_of(data: bytes) -> str:
    """Return the version of a message that carries none."""
    return hashlib.sha256(data).hexdigest()[:40]


def sent_order(found: Found) -> tuple[float, str]:
    """Return the key that puts messages in the order they were sent."""
    match = SENT.search(found.data[:20_000])
    try:
        moment = parse_datetime(match[1].decode()) if match else None
    except (UnicodeDecodeError, ValueError):
        moment = None
    return (moment.timestamp() if moment is not None and moment.tzinfo else 0.0, found.name)


# Unpacking --------------------------------------------------------------------------------------


def unpack(data: bytes, name: str) -> tuple[list[Found], list[Link]]:
    """Return the alerts within a document, and the links of an index to others.

    What is neither feed nor envelope is one message: its reader says what is wrong with it.
    """
    whole = [Found(name, stamp_of(data), data)]
    plain = data.replace(b"\x00", b"").upper()
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") or b"<!DOCTYPE" in plain:
        return whole, []
    try:
        root = ElementTree.fromstring(data.lstrip(b" \r\n\t"))  # noqa: S314 (no document type)
    except (ElementTree.ParseError, LookupError, ValueError):
        return whole, []
    kind = root.tag.rpartition("}")[2]
    if kind not in ("feed", "rss", "RDF", "EDXLDistribution"):
        return whole, []
    alerts = [_alone(element, name) for element in root.iter() if _is_alert(element)]
    return alerts, list(_links(root, name))


def _is_alert(element: ElementTree.Element) -> bool:
    tag = element.tag if isinstance(element.tag, str) else ""
    namespace, _brace, kind = tag.removeprefix("{").rpartition("}")
    return kind == "alert" and namespace in NAMESPACES


def _alone(element: ElementTree.Element, name: str) -> Found:
    """Return an alert that stood inside another document as a document of its own."""
    namespace = element.tag[1:].partition("}")[0]
    try:
        data = ElementTree.tostring(element, "utf-8", default_namespace=namespace)
    except ValueError:  # it holds elements without a namespace
        data = ElementTree.tostring(element, "utf-8")
    identifier = (element.findtext(f"{{{namespace}}}identifier") or "").strip()
    return Found(f"{name}#{identifier}"[:500], stamp_of(data), data)


def _links(root: ElementTree.Element, name: str) -> Iterator[Link]:
    """Yield the links of entries that do not hold their alert."""
    for entry in root.iter(f"{ATOM}entry"):
        if any(_is_alert(element) for element in entry.iter()):
            continue
        links = entry.findall(f"{ATOM}link")
        links.sort(key=lambda link: "cap" not in (link.get("type") or ""))
        if links and links[0].get("href"):
            version = entry.findtext(f"{ATOM}updated") or ""
            yield Link(urljoin(name, str(links[0].get("href"))), version.strip()[:100])
    for item in root.iter("item"):
        if any(_is_alert(element) for element in item.iter()):
            continue
        address = (item.findtext("link") or "").strip()
        if address:
            version = item.findtext("pubDate") or item.findtext("guid") or ""
            yield Link(urljoin(name, address), version.strip()[:100])


# Folders ----------------------------------------------------------------------------------------


def feeds_folder() -> Path:
    """Return where the folders of feeds lie; nothing outside it is read."""
    return Path(settings.ANLAN_VAR) / "warnings"


def folder_of(name: str) -> Path:
    """Return a feed's folder. Raises ``FeedUnreachable`` for a name that leads out of its place."""
    if not re.fullmatch(r"[\w-][\w.-]{0,99}", name):
        raise FeedUnreachable(_("A folder's name has letters, digits, dots and hyphens only."))
    return feeds_folder() / name


def files_in(name: str) -> list[tuple[Path, str]]:
    """Return the files of a feed's folder with their versions, oldest first."""
    folder, now = folder_of(name), time.time()
    found: list[tuple[float, Path, str]] = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() not in SUFFIXES or path.is_symlink() or not path.is_file():
                continue
            state = path.stat()
            if SETTLES_S <= now - state.st_mtime <= LOOKS_BACK_S:
                found.append((state.st_mtime, path, f"{state.st_size}:{state.st_mtime_ns}"))
    except OSError as error:
        words = {"folder": str(folder), "why": error.strerror or type(error).__name__}
        raise FeedUnreachable(_("%(folder)s cannot be read: %(why)s.") % words) from None
    return [(path, stamp) for _at, path, stamp in sorted(found)]


def read_file(path: Path) -> bytes:
    """Read a file, of one that is too large only so much that its reader refuses it."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


# Web addresses ----------------------------------------------------------------------------------


def client() -> httpx.Client:
    """Return the browser of one look; redirects are followed by hand."""
    return httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)


def check_address(address: str) -> str:
    """Return the host of an address that may be asked. Raises ``FeedUnreachable``.

    The platform's own machine is not asked: whoever may name an address could otherwise look into
    services that trust it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise FeedUnreachable(_("Write an address that begins with http:// or https://."))
    for number in addresses_of(host, port or (443 if parts.scheme == "https" else 80)):
        found = ipaddress.ip_address(number.partition("%")[0])
        if found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified:
            raise FeedUnreachable(_("%(host)s is this machine itself.") % {"host": host})
    return host


def addresses_of(host: str, port: int) -> list[str]:
    """Return the numbers of a host. Raises ``FeedUnreachable`` when it has none."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FeedUnreachable(_("%(host)s is not known.") % {"host": host}) from None
    return [str(row[4][0]) for row in rows]


def fetch(
    address: str,
    *,
    browser: httpx.Client,
    etag: str = "",
    last_modified: str = "",
    largest: int = LARGEST_FEED,
) -> Answer:
    """Ask an address, only for what is new where it supports that. Raises ``FeedUnreachable``."""
    headers = {"Accept": "application/cap+xml, application/atom+xml, application/xml, text/*"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _hop in range(MOST_HOPS + 1):
        check_address(address)
        try:
            with browser.stream("GET", address, headers=headers) as answer:
                if answer.has_redirect_location:
                    address = urljoin(address, answer.headers["location"])
                    continue
                if answer.status_code == httpx.codes.NOT_MODIFIED:
                    return Answer(None, etag, last_modified)
                if answer.status_code != httpx.codes.OK:
                    text = _("The server answered %(status)d.") % {"status": answer.status_code}
                    raise FeedUnreachable(text)
                data = _read(answer, largest)
                return Answer(
                    data,
                    answer.headers.get("etag", "")[:200],
                    answer.headers.get("last-modified", "")[:100],
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            text = _("The server was not reached: %(why)s.") % {"why": type(error).__name__}
            raise FeedUnreachable(text) from None
    raise FeedUnreachable(_("The server sends from one address to the next."))


def _read(answer: httpx.Response, largest: int) -> bytes:
    data = bytearray()
    began = time.monotonic()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > largest or time.monotonic() - began > 4 * TIMEOUT_S:
            raise FeedUnreachable(_("The answer is too large or too slow."))
    return bytes(data)
