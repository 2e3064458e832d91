"""Query options of a request: ``$filter``, ``$expand``, ``$select``, ``$orderby``, ``$top`` …"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from anlan.integrations.sensorthings.constants import (
    MOST_DEPTH,
    MOST_EXPANDED,
    MOST_PAGE,
    MOST_SKIP,
    PAGE,
)
from anlan.integrations.sensorthings.errors import BadQuery
from anlan.integrations.sensorthings.syntax import Node, Path, parse_filter, parse_orderby

KNOWN = frozenset({"$filter", "$expand", "$select", "$orderby", "$top", "$skip", "$count"})


@dataclass(slots=True)
class Options:
    """What of a set is asked for."""

    filter: Node | None = None
    order: list[tuple[Path, bool]] = field(default_factory=list)
    select: tuple[str, ...] = ()
    expand: dict[str, Options] = field(default_factory=dict)
    top: int = PAGE
    skip: int = 0
    count: bool = False
    result_format: str = ""


def read_options(pairs: Iterable[tuple[str, str]], *, depth: int = 0) -> Options:
    """Read the options of a request or of an expanded link."""
    options = Options()
    for name, value in pairs:
        if name == "$filter":
            options.filter = parse_filter(value)
        elif name == "$orderby":
            options.order = parse_orderby(value)
        elif name == "$select":
            options.select = tuple(part.strip() for part in value.split(",") if part.strip())[:40]
        elif name == "$expand":
            _expand(options, value, depth)
        elif name == "$top":
            options.top = min(_whole(name, value), MOST_PAGE)
        elif name == "$skip":
            options.skip = _whole(name, value)
            if options.skip > MOST_SKIP:
                raise BadQuery("$skip is too large: filter instead")
        elif name == "$count":
            if value not in ("true", "false"):
                raise BadQuery("$count is true or false")
            options.count = value == "true"
        elif name in ("$resultFormat", "resultFormat") and depth == 0:
            if value not in ("dataArray", "default", "json", "JSON"):
                raise BadQuery(f"no result format {value[:20]}")
            options.result_format = "dataArray" if value == "dataArray" else ""
        elif name.startswith("$"):
            raise BadQuery(f"{name[:40]} is no option of this interface")
    return options


def _whole(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadQuery(f"{name} is a whole number")
    return int(value)


def _expand(options: Options, value: str, depth: int) -> None:
    """Read links to expand, each with options of its own in parentheses."""
    if depth >= MOST_DEPTH:
        raise BadQuery("$expand nests too deep")
    for item in split(value, ","):
        name, _open, rest = item.partition("(")
        inner = []
        if rest:
            if not rest.endswith(")"):
                raise BadQuery("a parenthesis is missing in $expand")
            for part in split(rest[:-1], ";"):
                key, _equals, text = part.partition("=")
                if key.strip() not in KNOWN:
                    raise BadQuery(f"{key[:40]} is no option of an expanded link")
                inner.append((key.strip(), unquote_plus(text) if "%" in text else text))
        first, _slash, deeper = name.strip().partition("/")
        if deeper:
            inner = [("$expand", deeper + (f"({rest}" if rest else ""))]
        found = read_options(inner, depth=depth + 1)
        known = options.expand.get(first)
        if known is not None and deeper:
            known.expand.update(found.expand)
        else:
            options.expand[first] = found
    if len(options.expand) > MOST_EXPANDED:
        raise BadQuery("too many links to expand")


def split(text: str, mark: str) -> list[str]:
    """Split at a mark outside of parentheses and quotes."""
    parts, depth, quoted, begin = [], 0, False, 0
    for at, char in enumerate(text):
        if char == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == mark and depth == 0:
            parts.append(text[begin:at])
            begin = at + 1
    if depth or quoted:
        raise BadQuery("parentheses or quotes do not close")
    return [part.strip() for part in [*parts, text[begin:]] if part.strip()]
