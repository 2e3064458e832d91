"""Steps of a state machine over HTTP: POST /<pk>/<step>/ calls the service mapped to the step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages.base import ActorPage, go_to, url_of
from anlan.kernel.policy import get_visible
from anlan.kernel.states import StateMachine


class TransitionView(ActorPage):
    """POST only. The service gets the object's id, the actor and, when it takes one, the reason.

    ``services`` maps step → service; ``id_argument`` is the name of its id (``incident_id``).
    ``forms`` maps step → form whose cleaned values are handed on as keyword arguments.
    """

    http_method_names = ["post"]
    machine: ClassVar[StateMachine]
    services: ClassVar[Mapping[str, Callable[..., Any]]]
    id_argument: ClassVar[str]
    forms: ClassVar[Mapping[str, type[Form]]] = {}

    def post(self, request: Any, pk: Any, name: str) -> HttpResponse:
        """Carry out the step and go back to the object."""
        service = self.services.get(name)
        if service is None:
            raise NotVisible
        arguments: dict[str, Any] = {self.id_argument: pk, "actor": self.actor}
        form_class = self.forms.get(name)
        if form_class is not None:
            form = form_class(request.POST, request.FILES)
            if not form.is_valid():
                raise InvalidInput(
                    fields={field: str(errors[0]) for field, errors in form.errors.items()}
                )
            arguments.update(form.cleaned_data)
        taken = inspect.signature(service).parameters
        for word in ("reason", "comment"):
            if word in taken and word not in arguments:
                arguments[word] = request.POST.get("reason", "").strip()
        service(**arguments)
        messages.success(request, self.done_text(name))
        return go_to(request, self.success_url(pk, name))

    def done_text(self, name: str) -> str:
        """What is said afterwards."""
        return _("Done: %(step)s.") % {"step": self.machine[name].label}

    def success_url(self, pk: Any, name: str) -> str:
        """Back to the object, or to where the button was when it may no longer be seen."""
        try:
            return url_of(get_visible(self.model, pk, actor=self.actor)) or self._back()
        except NotVisible:
            return self._back()

    def _back(self) -> str:
        referer = self.request.headers.get("Referer", "")
        own = f"{self.request.scheme}://{self.request.get_host()}/"
        return referer if referer.startswith(own) else "/"
