"""All writes of organisations, people and appointments."""

from anlan.base.organisations.services.appointments import appoint, create_post, end_appointment
from anlan.base.organisations.services.bulk import (
    NewOrganisation,
    create_organisations,
    taken_codes,
)
from anlan.base.organisations.services.organisations import (
    close_organisation,
    create_organisation,
    update_organisation,
)
from anlan.base.organisations.services.people import (
    create_person,
    deactivate_person,
    reveal_phone,
    update_person,
)

__all__ = [
    "NewOrganisation",
    "appoint",
    "close_organisation",
    "create_organisation",
    "create_organisations",
    "create_person",
    "create_post",
    "deactivate_person",
    "end_appointment",
    "reveal_phone",
    "taken_codes",
    "update_organisation",
    "update_person",
]
