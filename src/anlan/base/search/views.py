"""One box over everything."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.base.search.selectors import grouped, search_everything
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Results under the box while one types.
IN_THE_BOX = 8


@require_GET
@requires()
def search(request: ActorRequest) -> HttpResponse:
    """Show what fits ``?q=``; HTMX gets the short list under the box."""
    text = request.GET.get("q", "").strip()
    in_the_box = bool(request.htmx) and not request.htmx.boosted
    results = search_everything(text, request.actor, per_kind=4 if in_the_box else 20)
    if in_the_box:
        results = results[:IN_THE_BOX]
    context = {
        "search_query": text,
        "groups": grouped(results),
        "results": results,
        "page": {
            "title": _("Search: %(text)s") % {"text": text} if text else _("Search"),
            "empty": {
                "title": _("Nothing found") if text else _("What are you looking for?"),
                "text": _(
                    "Names, parts of names, pinyin or initials, numbers and codes, in any order."
                ),
                "icon": "search",
            },
        },
    }
    return render_page(request, "search/search.html", context, partial="search/_results.html")
