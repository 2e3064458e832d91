"""What is only practised: a mark at one place, found again wherever something hangs on it.

An app names its *roots*: models that say of each row whether it belongs to a rehearsal. Every other
row is traced: it belongs to one when a root does that it points at, over however many foreign keys.
A model that has foreign keys to a root and yet is real says so with ``is_rehearsal = False``.

Whoever lets something out (a channel, a web hook, a number series, a legal clock) asks here. What
cannot be traced because its row is gone counts as rehearsal: in doubt nothing leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import DomainError
from anlan.kernel.models import EventRecord

#: Begins every text of a rehearsal; titles carry it, so that lists, logs and papers do as well.
MARK = "【演练】"
#: Longest chain of foreign keys from a row to its root.
LONGEST_CHAIN = 4

M = TypeVar("M", bound=Model)
Audience = Callable[[Model], Iterable[int]]
_roots: dict[str, str] = {}
_audiences: list[Audience] = []


class OnlyRehearsed(DomainError):
    """Something of a rehearsal was about to leave the platform."""

    code = "only_rehearsed"
    status = 409
    message = _("This belongs to a drill; nothing of a drill leaves the platform.")


def register_root(model: str, field: str) -> None:
    """Let a boolean field decide for a model, and for everything that points at it."""
    _roots[model.lower()] = field
    chain_of.cache_clear()
    models_named.cache_clear()


def register_audience(audience: Audience) -> Audience:
    """Add a source of the people (ids) who take part in the rehearsal a row belongs to."""
    _audiences.append(audience)
    return audience


def marked(text: str) -> str:
    """Return a text that begins with the mark."""
    return text if text.startswith(MARK) else f"{MARK}{text}"


@cache
def chain_of(model: Any) -> tuple[str, ...] | None:
    """Return the shortest chain of foreign keys to a root, None without; () for a root itself."""
    if getattr(model, "is_rehearsal", None) is False:
        return None
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while waiting:
        here, chain = waiting.popleft()
        if here._meta.label_lower in _roots:
            return chain
        if len(chain) == LONGEST_CHAIN:
            continue
        for field in here._meta.concrete_fields:
            there = field.related_model
            if not isinstance(field, ForeignKey) or not isinstance(there, type):
                continue
            if there in seen or getattr(there, "is_rehearsal", None) is False:
                continue
            seen.add(there)
            waiting.append((there, (*chain, field.name)))
    return None


def root_of(row: Model | None) -> Model | None:
    """Return the root a row hangs on, None when it hangs on none."""
    if row is None:
        return None
    chain = chain_of(type(row))
    if chain is None:
        return None
    found: Any = row
    for name in chain:
        found = getattr(found, name)
        if found is None:
            return None
    return found  # type: ignore[no-any-return]


def is_rehearsal(row: Model | None) -> bool:
    """Whether a row belongs to a rehearsal.

    Rows about any subject (``subject_type``, ``subject_id``: papers, photos, clocks) follow it.
    """
    root = root_of(row)
    if root is not None:
        return bool(getattr(root, _roots[root._meta.label_lower]))
    if row is None or not _has_subject(type(row)):
        return False
    about: Any = row
    return bool(about.subject_type) and named_is_rehearsal(about.subject_type, about.subject_id)


def _has_subject(model: type[Model]) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return {"subject_type", "subject_id"} <= names and chain_of(model) is None


def without_rehearsals(rows: QuerySet[M]) -> QuerySet[M]:
    """Leave out what belongs to a rehearsal."""
    model: Any = rows.model
    chain = chain_of(model)
    if chain is not None:
        root: type[Model] = model
        for name in chain:
            root = root._meta.get_field(name).related_model  # type: ignore[assignment]
        return rows.exclude(**{"__".join((*chain, _roots[root._meta.label_lower])): True})
    return rows


def refuse_rehearsal(row: Model | None) -> None:
    """Raise ``OnlyRehearsed`` when a row belongs to a rehearsal."""
    if is_rehearsal(row):
        raise OnlyRehearsed


def audience_of(row: Model) -> set[int]:
    """Return the people who may hear of a rehearsal; nobody when no app knows who takes part."""
    root = root_of(row)
    if root is None:
        return set()
    return {person_id for audience in _audiences for person_id in audience(root)}


def named_is_rehearsal(model: str, key: object) -> bool:
    """Whether the row with this key of this model (``app.Model``) belongs to a rehearsal."""
    try:
        found: Any = apps.get_model(model)
    except (LookupError, ValueError):
        return False
    if chain_of(found) is None and not _has_subject(found):
        return False
    try:
        row = found._base_manager.filter(pk=key).first()
    except (TypeError, ValueError):
        return True
    return row is None or is_rehearsal(row)


def record_is_rehearsal(record: EventRecord) -> bool:
    """Whether an event tells of a rehearsal, by every row its payload names."""
    if record.payload.get("is_drill") is True:
        return True
    return any(named_is_rehearsal(model, key) for model, key in named_rows(record))


def named_rows(record: EventRecord) -> Iterable[tuple[str, Any]]:
    """Return the rows an event names: its subject, and ``<noun>_id`` of models with a root."""
    payload = record.payload
    if payload.get("subject_type"):
        yield str(payload["subject_type"]), payload.get("subject_id")
    app = record.name.partition(".")[0]
    for name, value in payload.items():
        if value is not None and name.endswith("_id") and name != "subject_id":
            for model in models_named(app, name.removesuffix("_id")):
                yield model, value


@cache
def models_named(app: str, noun: str) -> tuple[str, ...]:
    """Return the models a payload key may mean: of its own app, else the one with this name.

    ``task_id`` of an event of responses is a ``ResponseTask``, ``incident_id`` of any app an
    ``Incident``.
    """
    wanted = noun.replace("_", "")
    every = [m for m in apps.get_models() if chain_of(m) is not None or _has_subject(m)]
    own = [m for m in every if m._meta.app_label == app and m._meta.model_name == wanted]
    own = own or [
        m for m in every if m._meta.app_label == app and (m._meta.model_name or "").endswith(wanted)
    ]
    found = own or [m for m in every if m._meta.model_name == wanted]
    return tuple(m._meta.label for m in found)
