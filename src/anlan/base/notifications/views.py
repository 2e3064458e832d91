"""The inbox, and one-tap calls."""

from __future__ import annotations

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anlan.base.notifications import services
from anlan.base.notifications.models import CallOutcome
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, render_page, requires


@require_GET
@requires()
def inbox(request: ActorRequest) -> HttpResponse:
    """Show one's notices, unanswered ones first in colour."""
    page = Paginator(services.inbox_of(request.actor), 30).get_page(request.GET.get("page"))
    return render_page(
        request,
        "notifications/inbox.html",
        {
            "page_obj": page,
            "page": {"title": _("Notices"), "live_topic": f"inbox:{request.actor.person_id}"},
        },
        partial="notifications/_inbox.html",
    )


@never_cache
@require_GET
@requires()
def unread(request: ActorRequest) -> JsonResponse:
    """Give the unread count for the page frame."""
    return JsonResponse({"count": services.unread_count(request.actor)})


@require_POST
@requires()
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a notice and go where it leads."""
    notification = services.confirm(notification_id=pk, actor=request.actor)
    if request.htmx:
        return render_page(request, "notifications/_row.html", {"notification": notification})
    messages.success(request, _("Confirmed."))
    return HttpResponseRedirect(notification.url or reverse("notifications:inbox"))


@require_POST
@requires()
def read(request: ActorRequest) -> HttpResponse:
    """Mark what needs no answer as read."""
    services.mark_read(actor=request.actor)
    return HttpResponseRedirect(reverse("notifications:inbox"))


@require_GET
@requires()
def follow(request: ActorRequest, pk: int) -> HttpResponse:
    """Open what a notice is about, marking it read."""
    notification = services.inbox_of(request.actor).filter(pk=pk).first()
    if notification is None:
        raise NotVisible
    services.mark_read(actor=request.actor, notification_id=pk)
    return HttpResponseRedirect(notification.url or reverse("notifications:inbox"))


@require_POST
@requires()
def call(request: ActorRequest, person_id: int) -> HttpResponse:
    """Record a call about a subject (``subject=app.Model:id``) and go on to dial.

    The number is dialled by the page's ``tel:`` link; this keeps who was called, when, about what.
    """
    person = get_visible(apps.get_model("organisations.Person"), person_id, actor=request.actor)
    label, _sep, pk = request.POST.get("subject", "").partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise NotVisible from None
    subject = get_visible(model, pk, actor=request.actor)
    services.record_call(
        person_id=person.pk,
        subject=subject,
        actor=request.actor,
        outcome=request.POST.get("outcome", CallOutcome.DIALLED),
    )
    if request.htmx:
        return HttpResponse(status=204)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = reverse("notifications:inbox")
    return HttpResponseRedirect(target)
