"""Refusals about organisations, people and posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import WrongState


class OrganisationStillNeeded(WrongState):
    """An organisation with active people or sub-organisations cannot be closed."""

    code = "organisation_still_needed"
    message = _("People or organisations still belong to it: move them first.")


class PostIsHeld(WrongState):
    """Somebody already holds the post in this role."""

    code = "post_is_held"
    message = _("Somebody already holds this post in this role: end that appointment first.")


class AppointmentHasEnded(WrongState):
    """An appointment ends once."""

    code = "appointment_has_ended"
    message = _("This appointment has already ended.")


class PersonIsGone(WrongState):
    """A person who was taken out of the contact book cannot be appointed."""

    code = "person_is_gone"
    message = _("This person is no longer in the contact book.")
