"""The form page: one service call on valid input; everything wrong is listed, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput, Message
from anlan.kernel.pages.base import ActorPage, go_to, url_of
from anlan.kernel.policy import get_visible
from anlan.kernel.rehearsal import is_rehearsal
from anlan.kernel.requests import render_page


class FormPage(ActorPage):
    """A form that calls one service. Subclasses give ``form_class`` and ``save(form)``.

    The form may take ``actor`` (to limit its choices): set ``form_takes_actor``. ``InvalidInput``
    of the service goes back to its fields; other refusals are answered by the middleware.
    """

    template: ClassVar[str] = "kernel/form.html"
    form_class: ClassVar[type[BaseForm]]
    form_takes_actor: ClassVar[bool] = False
    #: Named steps of a long form: id, title, help, fields.
    steps: ClassVar[Sequence[Mapping[str, Any]]] = ()
    submit_label: ClassVar[Message] = ""
    success_text: ClassVar[Message] = ""
    cancel_url: str = ""
    #: Name of the address that saving and cancelling both lead to, where that is a list.
    return_to: ClassVar[str] = ""
    law: ClassVar[Message] = ""
    keeps_draft: ClassVar[bool] = True
    obj: Any = None

    # What differs -------------------------------------------------------------------------------

    def save(self, form: Any) -> Any:
        """Call the service with ``form.cleaned_data`` and return what was made or changed."""
        raise NotImplementedError

    def get_initial(self) -> Mapping[str, Any]:
        """Values the form starts with."""
        return {}

    def success_url(self, saved: Any) -> str:
        """Where to go on: the page of what was saved, unless ``return_to`` names another."""
        if self.return_to:
            return reverse(self.return_to)
        return url_of(saved) or self.request.path

    def get_cancel_url(self) -> str:
        """Where “cancel” leads."""
        if self.return_to:
            return reverse(self.return_to)
        return self.cancel_url or (url_of(self.obj) if self.obj is not None else "")

    def get_title(self) -> Message:
        """The heading."""
        return self.title

    def load(self, **kwargs: Any) -> None:
        """Fetch what the form is about; called before anything else."""

    # The page -----------------------------------------------------------------------------------

    def form(self, **data: Any) -> Any:
        """Build the form."""
        if self.form_takes_actor:
            data["actor"] = self.actor
        return self.form_class(initial=dict(self.get_initial()), **data)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.load(**kwargs)
        return self.answer(self.form())

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check, call the service, lead on; 422 with every error otherwise."""
        self.load(**kwargs)
        form = self.form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.answer(form, status=422)
        try:
            saved = self.save(form)
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name if name in form.fields else None, str(message))
            if not error.fields:
                form.add_error(None, str(error))
            return self.answer(form, status=422)
        messages.success(request, str(self.success_text or _("Saved.")))
        return go_to(request, self.success_url(saved))

    def answer(self, form: Any, status: int = 200) -> HttpResponse:
        """Render the form page."""
        context = {"form": form, "page": self.describe(form), "object": self.obj}
        return render_page(self.request, self.template, context, status=status)

    def describe(self, form: Any) -> dict[str, Any]:
        """Return the context ``page`` of ``kernel/form.html``."""
        return {
            "title": self.get_title(),
            "is_drill": is_rehearsal(self.obj),
            "subtitle": self.subtitle,
            "breadcrumbs": self.get_breadcrumbs(),
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
            "draft_key": self.draft_key() if self.keeps_draft else "",
            "steps": self.steps,
            "multipart": form.is_multipart(),
            "law": self.law,
        }

    def draft_key(self) -> str:
        """Key of the draft kept in the browser: this form, this object, this account."""
        return f"{self.actor.id}:{self.request.path}"


class CreatePage(FormPage):
    """A form for something new; ``permission`` is the right to create it."""

    def get_title(self) -> Message:
        """“New …” by default."""
        return self.title or _("New: %(noun)s") % {"noun": self.model._meta.verbose_name}


class ChangePage(FormPage):
    """A form about an existing object; ``permission`` is required over that object."""

    #: Fields copied from the object as initial values (default: those of the form it has).
    initial_fields: ClassVar[tuple[str, ...]] = ()

    def load(self, **kwargs: Any) -> None:
        """Fetch the visible object and require the right over it."""
        self.obj = get_visible(self.model, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, self.required_permission(), self.obj)

    def get_initial(self) -> Mapping[str, Any]:
        """The object's present values."""
        names = self.initial_fields or tuple(self.form_class.base_fields)  # type: ignore[attr-defined]
        return {name: getattr(self.obj, name) for name in names if hasattr(self.obj, name)}

    def get_title(self) -> Message:
        """“Change …” by default."""
        return self.title or _("Change: %(name)s") % {"name": self.obj}


class AboutPage(ChangePage):
    """A form about something that exists and not of its values: it begins empty.

    The head names the object and leads back to it, so that one sees what the form is about.
    """

    def load(self, **kwargs: Any) -> None:
        """Name the object under the title."""
        super().load(**kwargs)
        self.subtitle = self.subtitle or str(self.obj)

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """The way here ends with the object."""
        here = {"label": str(self.obj), "url": url_of(self.obj)}
        return [*super().get_breadcrumbs(), here]

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is filled in."""
        return {}
