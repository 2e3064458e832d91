"""Filings: the list, one, applying, giving a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.base.deadlines.public import deadlines_of
from anlan.base.files.public import attachments_of, store_upload
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.registry import Verb
from anlan.supervision.installations.choices import FILING_TONES
from anlan.supervision.installations.filters import FILING_FACETS
from anlan.supervision.installations.forms import DocumentForm, FilingForm, RegisterForm
from anlan.supervision.installations.models import Filing, Installation
from anlan.supervision.installations.permissions import REVIEW, SUBMIT
from anlan.supervision.installations.services.filings import (
    accept_filing,
    cancel_filing,
    create_filing,
    register_filing,
    return_filing,
    submit_filing,
)
from anlan.supervision.installations.services.identification import grade_word
from anlan.supervision.installations.states import FILING
from anlan.supervision.installations.tables import FilingTable

BREADCRUMBS = (
    (gettext_lazy("Major hazard installations"), "installations:list"),
    (gettext_lazy("Filings"), "installations:filings"),
)


class FilingListPage(ListPage):
    """All filings of one's area."""

    model = Filing
    title = gettext_lazy("Filings")
    breadcrumbs = BREADCRUMBS[:1]
    table_class = FilingTable
    facets = FILING_FACETS
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "review",
            gettext_lazy("To review"),
            Q(state__in=("submitted", "accepted")),
            counted=True,
        ),
        SavedFilter(
            "returned",
            pgettext_lazy("filing", "returned for correction"),
            Q(state="returned"),
            counted=True,
        ),
        SavedFilter(
            "expired",
            gettext_lazy("Expired"),
            lambda actor: Q(state="filed", valid_to__lt=clock.today()),
            counted=True,
            level=2,
        ),
    )
    search_fields = ("number", "installation__search_text")
    select_related = ("installation",)
    live_topic = "installations"
    empty_title = gettext_lazy("No filing yet")
    empty_text = gettext_lazy(
        "An enterprise applies on the page of its installation; the bureau reviews here."
    )


class FilingPage(ObjectPage):
    """One filing with its report and clocks."""

    model = Filing
    machine = FILING
    state_tones = FILING_TONES
    select_related = ("installation__enterprise", "run")
    breadcrumbs = BREADCRUMBS
    transition_url_name = "installations:filing_transition"
    transition_forms: ClassVar = {"register": "installations:register_filing"}
    transition_confirms: ClassVar = {
        "cancel": gettext_lazy("The installation will stand there without a filing.")
    }

    def get_title(self, obj: Filing) -> str:
        """What is filed."""
        return str(obj.installation)

    def get_subtitle(self, obj: Filing) -> str:
        """Whose."""
        return str(obj.installation.enterprise)

    def number(self, obj: Filing) -> str:
        """The filing number."""
        return obj.number

    def level(self, obj: Filing) -> int | None:
        """The level filed."""
        return obj.grade

    def due(self, obj: Filing) -> Any:
        """The clock that runs."""
        running = [d.due_at for d in deadlines_of(obj) if d.state == "running"]
        return min(running, default=None)

    def note(self, obj: Filing) -> Mapping[str, Any] | None:
        """Whether the calculation has moved on, or the three years are over."""
        if obj.state == "filed" and obj.is_expired:
            return {"text": _("This filing has expired."), "tone": "danger"}
        if obj.state != "cancelled" and obj.installation.grade != obj.grade:
            text = _("It was filed as %(filed)s and is now %(now)s.") % {
                "filed": grade_word(obj.grade),
                "now": grade_word(obj.installation.grade),
            }
            return {"text": text, "tone": "danger"}
        return None

    def facts(self, obj: Filing) -> list[dict[str, Any]]:
        """Filing, assessment, calculation."""
        clocks = [
            fact(d.title, None, due={"due_at": d.due_at, "state": d.state}, source=d.legal_basis)
            for d in deadlines_of(obj)
        ]
        return [
            fact_group(
                _("Filing"),
                fact(pgettext("filing", "occasion"), obj.get_trigger_display()),
                fact(_("submitted at"), None, at=obj.submitted_at),
                fact(_("filed on"), obj.filed_on),
                fact(_("filing valid to"), obj.valid_to),
                fact(
                    _("hazard installation"),
                    str(obj.installation),
                    url=obj.installation.get_absolute_url(),
                ),
            ),
            fact_group(
                _("Safety assessment"),
                fact(_("safety assessment of"), obj.assessed_on),
                fact(_("assessed by"), obj.assessor),
                fact(_("number of the report"), obj.report_number),
                fact(
                    _("calculation"),
                    f"R {obj.run.r_index:.2f} · {grade_word(obj.grade)}",
                    url=obj.run.get_absolute_url(),
                ),
            ),
            fact_group(_("Clocks"), *clocks),
        ]

    def own_verbs(self, obj: Filing) -> Iterable[Verb]:
        """Add documents while it is in one's hands."""
        if self.rights.can(self.actor, SUBMIT, obj) and obj.state in ("draft", "returned"):
            yield Verb(
                "document",
                _("Add a document"),
                reverse("installations:filing_document", args=[obj.pk]),
                method="get",
                icon="upload",
            )

    def own_panels(self, obj: Filing) -> Iterable[Mapping[str, Any]]:
        """Its documents."""
        rows = [
            {"label": file.name, "url": file.url, "where": file.uploaded_by, "at": file.created_at}
            for file in attachments_of(obj)
        ]
        yield {
            "id": "documents",
            "title": _("Documents"),
            "count": len(rows),
            "rows": rows,
            "empty": _("No document has been added."),
        }


class FilingCreatePage(ChangePage):
    """Apply for the filing of an installation."""

    model = Installation
    permission = SUBMIT
    title = gettext_lazy("Apply for filing")
    breadcrumbs = BREADCRUMBS
    form_class = FilingForm
    law = gettext_lazy("Regulations on hazardous chemicals, articles 22 and 25")
    success_text = gettext_lazy("The draft is made. Check it and submit it.")

    def get_initial(self) -> Mapping[str, Any]:
        """Today, and the first occasion when it was never filed."""
        trigger = "three_years" if self.obj.filed_until else "first"
        return {"assessed_on": clock.today(), "trigger": trigger}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the installation and its level."""
        words = f"{self.obj} · {grade_word(self.obj.grade)}"
        return {**super().describe(form), "subtitle": words}

    def save(self, form: FilingForm) -> Filing:
        """Call the service and keep the report."""
        values = dict(form.cleaned_data)
        document = values.pop("document")
        filing = create_filing(installation_id=self.obj.pk, actor=self.actor, **values)
        if document:
            store_upload(uploaded=document, subject=filing, actor=self.actor, kind="document")
        return filing


class RegisterPage(ChangePage):
    """Give a filing its number."""

    model = Filing
    permission = REVIEW
    title = gettext_lazy("File the installation")
    breadcrumbs = BREADCRUMBS
    form_class = RegisterForm

    def get_initial(self) -> Mapping[str, Any]:
        """Today."""
        return {"filed_on": clock.today()}

    def save(self, form: RegisterForm) -> Filing:
        """Call the service."""
        return register_filing(filing_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class DocumentPage(ChangePage):
    """Add a document to a filing."""

    model = Filing
    permission = SUBMIT
    title = gettext_lazy("Add a document")
    breadcrumbs = BREADCRUMBS
    form_class = DocumentForm
    keeps_draft = False

    def save(self, form: DocumentForm) -> Filing:
        """Keep the file."""
        store_upload(
            uploaded=form.cleaned_data["document"],
            subject=self.obj,
            actor=self.actor,
            kind="document",
        )
        filing: Filing = self.obj
        return filing


class FilingTransition(TransitionView):
    """Submit, accept, return, cancel."""

    model = Filing
    machine = FILING
    id_argument = "filing_id"
    services: ClassVar = {
        "submit": submit_filing,
        "accept": accept_filing,
        "return_": return_filing,
        "cancel": cancel_filing,
    }
