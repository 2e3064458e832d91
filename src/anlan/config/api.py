"""The typed REST API: each app's ``api.py`` brings a ``router``; pages and API share services."""

from __future__ import annotations

from copy import deepcopy
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from anlan.kernel.api import authenticate
from anlan.kernel.errors import DomainError
from anlan.kernel.middleware import answer_for, problem


class Api(NinjaAPI):
    """The API; its document is worked out once, operations do not change while it runs."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document, for the caller to change as he likes."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = super().get_openapi_schema(path_prefix=prefix)
        return deepcopy(self._documents[prefix])


api = Api(
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
