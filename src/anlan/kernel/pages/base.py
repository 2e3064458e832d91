"""What all generic pages share: an actor who is signed in and holds the page's permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.views import View

from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message, SignInRequired
from anlan.kernel.policy import Policy, policy_of, require_permission
from anlan.kernel.requests import ActorRequest


class ActorPage(View):
    """Base of generic pages.

    ``model`` is the noun; ``permission`` defaults to the right to view it. ``title`` and
    ``breadcrumbs`` (pairs of label and URL name) are shown at the head.
    """

    request: ActorRequest
    model: ClassVar[type[Model]]
    permission: ClassVar[str] = ""
    title: Message = ""
    subtitle: Message = ""
    breadcrumbs: ClassVar[tuple[tuple[Message, str], ...]] = ()
    live_topic: ClassVar[str] = ""

    @classmethod
    def required_permission(cls) -> str:
        """The permission without which the page does not open."""
        return cls.permission or policy_of(cls.model).view

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Return the view; it carries ``permission`` for the table of URLs and roles."""
        view = super().as_view(**initkwargs)
        view.permission = cls.required_permission()  # type: ignore[attr-defined]
        return view

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check who asks before anything is read."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_null(request.GET)
        if self.actor.is_anonymous:
            raise SignInRequired
        if not (self.rights.public and self.required_permission() == self.rights.view):
            require_permission(self.actor, self.required_permission())
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        """Who looks at the page."""
        return self.request.actor

    @property
    def rights(self) -> Policy[Any]:
        """The policy of the page's noun."""
        return policy_of(self.model)

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """Return the way here as label and address."""
        return [{"label": label, "url": reverse(name)} for label, name in self.breadcrumbs]


def without_null(query: QueryDict) -> QueryDict:
    """Return a query without the character that no text column can hold."""
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    clean._mutable = False
    return clean


def find_url(name: str, *args: Any) -> str:
    """Return the address of a URL name, or nothing where the page is not installed."""
    if not name:
        return ""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def may_open(url: str, actor: Actor | None) -> bool:
    """Whether the page at an address opens to an actor as far as its permission tells.

    What the page refuses for a single object it decides itself when it is asked.
    """
    if not url or actor is None:
        return True
    try:
        view = resolve(url.partition("?")[0]).func
    except Resolver404:
        return True
    permission = getattr(view, "permission", "")
    page = getattr(view, "view_class", None)
    if page is not None and issubclass(page, ActorPage):
        rights = policy_of(page.model)
        if rights.public and permission == rights.view:
            return True
    return not permission or actor.has(permission)


def url_of(obj: Any) -> str:
    """Return the page of an object, or nothing when it has none."""
    getter = getattr(obj, "get_absolute_url", None)
    if getter is None:
        return ""
    try:
        return str(getter())
    except NoReverseMatch:
        return ""


def go_to(request: ActorRequest, url: str) -> HttpResponse:
    """Lead on after a change: a redirect for pages, a header for HTMX."""
    if request.htmx and not request.htmx.boosted:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})
