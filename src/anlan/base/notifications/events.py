"""Events of notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class NotificationSent(Event):
    """A notice reached a person's inbox."""

    name = "notifications.notification.sent"
    words = _("notice sent")
    notification_id: int
    person_id: int
    kind: str
    title: str
    level: int | None = None
    must_confirm: bool = False

    def topics(self) -> list[str]:
        """Only the person hears it."""
        return [f"inbox:{self.person_id}"]


@dataclass(frozen=True)
class NotificationConfirmed(Event):
    """A person answered a notice that had to be confirmed."""

    name = "notifications.notification.confirmed"
    words = _("notice confirmed")
    notification_id: int
    person_id: int
    subject_type: str
    subject_id: str

    def topics(self) -> list[str]:
        """The person's other pages hear it."""
        return [f"inbox:{self.person_id}"]


@dataclass(frozen=True)
class NotificationUnanswered(Event):
    """Nobody confirmed in time; the next person was asked, if there is one."""

    name = "notifications.notification.unanswered"
    words = _("notice unanswered")
    notification_id: int
    person_id: int
    subject_type: str
    subject_id: str
    next_person_id: int | None = None

    def topics(self) -> list[str]:
        """The person still sees it as open."""
        return [f"inbox:{self.person_id}"]
