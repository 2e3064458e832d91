"""The unread count and the personal topic in the page frame."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from anlan.base.notifications.services import unread_count
from anlan.kernel.actor import Actor
from anlan.kernel.registry import register_shell


def _shell(actor: Actor) -> dict[str, Any]:
    return {
        "notifications_url": reverse("notifications:inbox"),
        "unread_url": reverse("notifications:unread"),
        "notifications_count": unread_count(actor),
        "topics": [f"inbox:{actor.person_id}"] if actor.person_id else [],
    }


register_shell(_shell)
