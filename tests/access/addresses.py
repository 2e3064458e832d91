"""Every address of the platform: pages from the URLconf, the API from its OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_POST

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\{(?:(\w+):)?(?P<api>\w+)\}")
API = "api/v1/"
#: Keys that exist nowhere, by converter.
NOWHERE = {"int": "999999999", "uuid": "00000000-0000-4000-8000-000000000000", "path": "nowhere"}
_POST_ONLY = require_POST(lambda request: None).__code__
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Address:
    """One address with a method. ``route`` is as written in the URLconf or the OpenAPI document."""

    name: str
    method: str
    route: str
    model: Any = None
    query: str = ""
    body: str = ""  # JSON with what the operation requires, so that the answer is about rights

    @property
    def key(self) -> str:
        """What the table knows it by."""
        return f"{self.method} {self.name}"

    @property
    def is_api(self) -> bool:
        """Whether it answers programs."""
        return self.route.startswith(API)

    def path(self, given: Mapping[str, Any] | None = None) -> str:
        """Return a path to ask for: of the objects given, or of something that does not exist."""
        given = given or {}

        def fill(found: re.Match[str]) -> str:
            name = found["name"] or found["api"]
            if name in given:
                return str(given[name])
            return NOWHERE.get(found["converter"] or "", "999999999" if found["api"] else "nowhere")

        query = {key: given.get(key, value) for key, value in parse_qsl(self.query)}
        return "/" + PARAMETER.sub(fill, self.route) + (f"?{urlencode(query)}" if query else "")

    def filled(self, given: Mapping[str, Any]) -> str:
        """Return the body with what is given in place of the plainest values."""
        body = json.loads(self.body)
        if isinstance(body, dict):
            body |= {key: given[key] for key in body if key in given}
        return json.dumps(body)


def addresses() -> list[Address]:
    """Return every address in a settled order."""
    found = {*_pages(get_resolver().url_patterns, "", ""), *_operations()}
    nouns = {_stem(a.route): a.model for a in found if a.model is not None and _stem(a.route)}
    named = {a if a.model else replace(a, model=nouns.get(_stem(a.route))) for a in found}
    return sorted(named, key=lambda a: (a.is_api, a.name, a.method))


def _stem(route: str) -> str:
    """Return a route up to its first key, written alike for pages and API: ``alarms/rules/*``."""
    found = PARAMETER.search(route)
    return f"{route[: found.start()].removeprefix(API)}*" if found else ""


def _pages(patterns: Any, prefix: str, namespace: str) -> Iterator[Address]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _pages(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            if route.startswith(API) and not _is_document(entry):
                continue
            name = f"{namespace}{entry.name}" if entry.name else route
            view = getattr(entry.callback, "view_class", None)
            for method in _methods(entry.callback, view):
                yield Address(name, method, route, getattr(view, "model", None))


def _is_document(entry: URLPattern) -> bool:
    return str(entry.name) in ("openapi-json", "openapi-view", "api-root")


def _methods(callback: Any, view: Any) -> list[str]:
    if view is None:
        step = callback
        while step is not None:
            if getattr(step, "__code__", None) is _POST_ONLY:
                closed = step.__closure__ or ()
                for cell in closed:
                    if isinstance(cell.cell_contents, list) and "GET" not in cell.cell_contents:
                        return ["POST"]
            step = getattr(step, "__wrapped__", None)
        return ["GET"]
    allowed = [m for m in _METHODS if m in view.http_method_names and hasattr(view, m)]
    if "get" in allowed and not getattr(view, "bulk_verbs", True):
        return ["GET"]  # a list without bulk verbs takes no POST
    return [m.upper() for m in allowed]


def _operations() -> Iterator[Address]:
    from anlan.config.api import api

    document = api.get_openapi_schema()
    parts = document.get("components", {}).get("schemas", {})
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            query = {
                p["name"]: _example(p["schema"], parts)
                for p in operation.get("parameters", ())
                if p["in"] == "query" and p.get("required")
            }
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield Address(
                operation["operationId"],
                method.upper(),
                path.lstrip("/"),
                query=urlencode(query),
                body=json.dumps(_example(schema, parts)) if schema else "",
            )


def _example(schema: Any, parts: Any) -> Any:
    """Return the plainest value that a schema accepts."""
    if "$ref" in schema:
        return _example(parts[schema["$ref"].rsplit("/", 1)[1]], parts)
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return _example(schema[choice][0], parts)
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", ())
        return {name: _example(schema["properties"][name], parts) for name in needed}
    if kind == "array":
        return [_example(schema["items"], parts)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    choices = re.match(r"^\^\((?:\?:)?(\w+)\|", schema.get("pattern", ""))
    if choices:
        return choices[1]
    text = {"date-time": "2026-11-20T10:00:00+08:00", "date": "2026-11-20"}.get(
        schema.get("format", ""), "x"
    )
    return text.ljust(schema.get("minLength", 0), "x")
