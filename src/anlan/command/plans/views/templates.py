"""A plan from a template: the classes of unit, then whose plan and who holds the posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.command.plans.choices import PlanKind
from anlan.command.plans.models import Plan
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.owners import Owner, list_owners
from anlan.command.plans.services.templating import (
    PlanTemplate,
    all_templates,
    candidates,
    create_from_template,
    find_template,
    place_of,
    propose,
    unit_of,
)
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted
from anlan.kernel.pages import FormPage
from anlan.kernel.pages.base import ActorPage
from anlan.kernel.requests import render_page
from anlan.supervision.enterprises.public import find_enterprise


class WhoseForm(forms.Form):
    """Whose plan it will be, where one may write for several."""

    owner = forms.ChoiceField(label=pgettext_lazy("plan", "Whose plan"))

    def __init__(self, *args: Any, owners: list[Owner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(o.key, o.label) for o in owners]  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """Name, place, and who holds each post."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    place = forms.CharField(
        label=gettext_lazy("Place or unit"),
        max_length=200,
        help_text=gettext_lazy("as it stands in the text of the plan"),
    )

    def __init__(
        self, *args: Any, template: PlanTemplate, owner: Owner, actor: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [
            (person.id, f"{person.name} {person.title}".strip())
            for person in candidates(owner, actor)
        ]
        self.posts = [post.key for post in template.posts]
        for post in template.posts:
            self.fields[f"post_{post.key}"] = forms.TypedChoiceField(
                label=post.label,
                help_text=post.duty,
                choices=[("", "—"), *people],
                coerce=int,
                empty_value=None,
                required=False,
            )

    def people(self) -> dict[str, int]:
        """Return who was chosen, by post."""
        chosen = {key: self.cleaned_data[f"post_{key}"] for key in self.posts}
        return {key: person for key, person in chosen.items() if person}


class PlanTemplatesPage(ActorPage):
    """The classes of unit a plan can be begun for, with one line each."""

    model = Plan
    permission = CHANGE
    title = gettext_lazy("New plan from a template")
    subtitle = gettext_lazy("Choose the class of unit; you get a draft with tasks and deadlines.")
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)

    def get(self, request: Any) -> HttpResponse:
        """List the classes, those that fit the enterprise first."""
        owners = list_owners(self.actor)
        asked = request.GET.get("owner", "") or (owners[0].key if len(owners) == 1 else "")
        fitting = self._categories(next((o for o in owners if o.key == asked), None))
        rows = []
        for template in all_templates():
            mine = [owner for owner in owners if template.fits(owner)]
            url = reverse("plans:template", args=[template.code])
            if any(owner.key == asked for owner in mine):
                url = f"{url}?owner={asked}"
            rows.append(
                {
                    "template": template,
                    "kind": PlanKind(template.kind).label,
                    "levels": template.count("levels"),
                    "groups": template.count("groups"),
                    "url": url if mine else "",
                    "fits": bool(fitting & set(template.categories)),
                }
            )
        rows.sort(key=lambda row: (not row["url"], not row["fits"]))
        page = {
            "title": self.title,
            "subtitle": self.subtitle,
            "breadcrumbs": self.get_breadcrumbs(),
            "rows": rows,
            "may_write": any(row["url"] for row in rows),
        }
        return render_page(request, "plans/templates.html", {"page": page})

    def _categories(self, owner: Owner | None) -> set[str]:
        if owner is None or owner.organisation_id is None:
            return set()
        enterprise = find_enterprise(self.actor, organisation_id=owner.organisation_id)
        return {enterprise.category} if enterprise else set()


class PlanTemplatePage(FormPage):
    """Fill a template: whose, then name, place and post holders; the draft is made at once."""

    model = Plan
    permission = CHANGE
    breadcrumbs = (
        (gettext_lazy("Emergency plans"), "plans:list"),
        (gettext_lazy("New plan from a template"), "plans:templates"),
    )
    submit_label = gettext_lazy("make the draft")
    success_text = gettext_lazy("The draft was made. Check tasks, deadlines and telephones.")
    owner: Owner | None = None
    template_of: PlanTemplate

    def load(self, **kwargs: Any) -> None:
        """Fetch the class and whose plan it will be."""
        self.template_of = find_template(kwargs["code"])
        self.owners = [o for o in list_owners(self.actor) if self.template_of.fits(o)]
        if not self.owners:
            raise NotPermitted(permission=CHANGE)
        asked = self.request.GET.get("owner", "")
        if asked:
            self.owner = next((o for o in self.owners if o.key == asked), None)
        elif len(self.owners) == 1:
            self.owner = self.owners[0]

    def get_title(self) -> str:
        """The class."""
        return _("New plan: %(class)s") % {"class": self.template_of.title}

    def get_initial(self) -> dict[str, Any]:
        """Name and place as the contact book has them, and who fits each post."""
        assert self.owner is not None
        unit = unit_of(self.owner)
        found: dict[str, Any] = {
            "name": self.template_of.name.replace("{unit}", unit),
            "place": place_of(self.owner),
        }
        for key, person in propose(self.template_of, self.owner, self.actor).items():
            found[f"post_{key}"] = person
        return found

    def form(self, **data: Any) -> Any:
        """First whose plan, where there are several; then the rest."""
        if self.owner is None:
            return WhoseForm(owners=self.owners)
        return TemplateForm(
            initial=self.get_initial(),
            template=self.template_of,
            owner=self.owner,
            actor=self.actor,
            **data,
        )

    def describe(self, form: Any) -> dict[str, Any]:
        """Choosing whose plan leads to this page again."""
        page = {**super().describe(form), "subtitle": self.template_of.summary}
        if self.owner is None:
            page |= {"method": "get", "submit_label": _("Go on"), "draft_key": ""}
        return page

    def get_cancel_url(self) -> str:
        """Back to the classes."""
        return reverse("plans:templates")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without whose plan nothing is made."""
        self.load(**kwargs)
        if self.owner is None:
            return self.answer(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def save(self, form: Any) -> Plan:
        """Make the draft."""
        assert self.owner is not None
        return create_from_template(
            template_code=self.template_of.code,
            owner_key=self.owner.key,
            name=form.cleaned_data["name"],
            place=form.cleaned_data["place"],
            people=form.people(),
            actor=self.actor,
        )
