"""Form pages of the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import people_of
from anlan.kernel.pages import ChangePage, CreatePage
from anlan.supervision.enterprises.forms import (
    ContactForm,
    EnterpriseForm,
    NewEnterpriseForm,
)
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.permissions import CHANGE, CREATE
from anlan.supervision.enterprises.services.enterprises import (
    create_enterprise,
    update_enterprise,
)
from anlan.supervision.enterprises.services.holdings import add_contact

BREADCRUMBS = ((_("Enterprises"), "enterprises:list"),)
STEPS: tuple[dict[str, Any], ...] = (
    {
        "id": "identity",
        "title": _("Identity"),
        "fields": ["uscc", "name", "short_name", "sector", "category", "established_on"],
    },
    {
        "id": "place",
        "title": _("Place"),
        "fields": ["region_id", "address", "longitude", "latitude"],
    },
    {
        "id": "risk",
        "title": _("Size and risk"),
        "fields": ["employees", "risk_level", "is_major_hazard", "is_above_scale"],
    },
)


class EnterpriseCreatePage(CreatePage):
    """Register an enterprise."""

    model = Enterprise
    permission = CREATE
    title = _("Register an enterprise")
    breadcrumbs = BREADCRUMBS
    form_class = NewEnterpriseForm
    form_takes_actor = True
    steps = STEPS
    success_text = _("The enterprise is registered.")

    def save(self, form: NewEnterpriseForm) -> Enterprise:
        """Call the service."""
        facts = dict(form.cleaned_data)
        return create_enterprise(
            sector=facts.pop("sector").pk,
            region_code=facts.pop("region_id"),
            actor=self.actor,
            **facts,
        )


class EnterpriseChangePage(ChangePage):
    """Change the facts of a dossier."""

    model = Enterprise
    permission = CHANGE
    breadcrumbs = BREADCRUMBS
    form_class = EnterpriseForm
    form_takes_actor = True
    steps = STEPS

    def get_initial(self) -> Mapping[str, Any]:
        """The present facts, the location as two numbers."""
        found = dict(super().get_initial())
        if self.obj.location is not None:
            found["longitude"], found["latitude"] = self.obj.location.x, self.obj.location.y
        return found

    def save(self, form: EnterpriseForm) -> Enterprise:
        """Call the service."""
        return update_enterprise(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class _PartPage(ChangePage):
    """Adding a part goes back to the dossier."""

    model = Enterprise
    permission = CHANGE
    breadcrumbs = BREADCRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """A part starts empty."""
        return {}

    def success_url(self, saved: Any) -> str:
        """Back to the dossier."""
        url: str = self.obj.get_absolute_url()
        return url

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the enterprise under the heading."""
        return {**super().describe(form), "subtitle": str(self.obj)}


class ContactCreatePage(_PartPage):
    """Name a person as a contact."""

    title = _("Add a contact")
    form_class = ContactForm
    keeps_draft: ClassVar[bool] = False

    def form(self, **data: Any) -> ContactForm:
        """Offer the people of the enterprise."""
        people = people_of(self.obj.organisation_id, actor=self.actor)
        return ContactForm(people=[(p.id, f"{p.name} {p.title}") for p in people], **data)

    def save(self, form: ContactForm) -> Any:
        """Call the service."""
        return add_contact(enterprise_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
