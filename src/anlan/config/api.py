"""The typed REST API: each app's ``api.py`` brings a ``router``; pages and API share services."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from anlan.kernel.api import authenticate
from anlan.kernel.errors import DomainError
from anlan.kernel.middleware import answer_for, problem

api = NinjaAPI(
    title="Anlan 安澜",
    version="1",
    description="The same services as the pages, for other systems. Times are ISO 8601 with zone, "
    "coordinates WGS-84 longitude/latitude, levels 1 (red) to 4 (blue).",
    auth=authenticate,
    urls_namespace="api",
)


@api.exception_handler(DomainError)
def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return answer_for(request, error)


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(p) for p in e["loc"]): str(e["msg"]) for e in error.errors}
    return api.create_response(
        request,
        {"code": "invalid_input", "message": str(problem_text()), "fields": fields},
        status=422,
    )


def problem_text() -> str:
    """Return the sentence for input that does not fit its type."""
    from anlan.kernel.errors import InvalidInput

    return str(problem(InvalidInput())["message"])


for name in settings.OUR_APPS:
    if find_spec(f"{name}.api") is not None:
        label = name.rsplit(".", 1)[1]
        api.add_router(f"/{label}", import_module(f"{name}.api").router, tags=[label])
