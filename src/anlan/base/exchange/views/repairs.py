"""Repairing rows in the preview: each act is one form, answered with the preview as it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.base.exchange.services import repairing
from anlan.base.exchange.views.imports import answer_step
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, requires


def _row(post: Any) -> int:
    value = post.get("row", "")
    if not value.isdigit():
        raise NotVisible
    return int(value)


def _some(post: Any) -> list[int] | None:
    """The row of the form, or None for all rows of the kind."""
    return [_row(post)] if post.get("row") else None


def _edit(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.edit_cell(
        import_id=pk,
        row_id=_row(post),
        column=post.get("column", ""),
        text=post.get("text", ""),
        actor=request.actor,
    )


def _accept(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.accept_repairs(
        import_id=pk,
        kind=post.get("kind", ""),
        column=post.get("column", ""),
        row_ids=_some(post),
        actor=request.actor,
    )


def _leave(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.leave_as_is(
        import_id=pk,
        kind=post.get("kind", ""),
        column=post.get("column", ""),
        row_ids=_some(post),
        actor=request.actor,
    )


def _skip(pk: int, post: Any, request: ActorRequest) -> None:
    kind = post.get("kind", "")
    repairing.skip_rows(
        import_id=pk,
        kind=kind,
        column=post.get("column", ""),
        row_ids=_some(post) if kind else [_row(post)],
        reason=post.get("reason", ""),
        actor=request.actor,
    )


def _restore(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.restore_row(import_id=pk, row_id=_row(post), actor=request.actor)


def _update(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.update_existing(import_id=pk, row_ids=_some(post), actor=request.actor)


def _merge(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.merge_twins(
        import_id=pk, kind=post.get("kind", ""), row_ids=_some(post), actor=request.actor
    )


def _both(pk: int, post: Any, request: ActorRequest) -> None:
    repairing.keep_both(import_id=pk, row_id=_row(post), actor=request.actor)


ACTS: dict[str, Callable[[int, Any, ActorRequest], None]] = {
    "edit": _edit,
    "accept": _accept,
    "leave": _leave,
    "skip": _skip,
    "restore": _restore,
    "update": _update,
    "merge": _merge,
    "both": _both,
}


@require_POST
@requires(USE_IMPORT)
def repair(request: ActorRequest, pk: int, name: str) -> HttpResponse:
    """Carry out one act of repair on an import of one's own."""
    act = ACTS.get(name)
    if act is None:
        raise NotVisible
    session = get_visible(ImportSession, pk, actor=request.actor)
    act(pk, request.POST, request)
    session.refresh_from_db()
    if not request.htmx:
        back = request.POST.get("back", "")
        return go_to(request, f"{session.get_absolute_url()}{'?' + back if back else ''}")
    return answer_step(request, session)
