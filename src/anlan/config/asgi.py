"""ASGI entry point: ``uvicorn anlan.config.asgi:application``."""

from __future__ import annotations

import gc
import os
import sys

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_resolver

from anlan.kernel.search_text import pinyin_forms

#: A request waits for the interpreter after every statement it sends to the database. While another
#: thread draws a page, Python hands it over at this pace; at its usual 5 ms forty statements would
#: wait a fifth of a second. [s]
SWITCH_INTERVAL_S = 0.0005


class Handler(ASGIHandler):
    """Answers each request in one thread from its first middleware to its last.

    Our pages are synchronous. Django's own handler goes back to the event loop before a view and
    before each middleware that looks at it; while that loop writes to two hundred open streams,
    every such turn waits.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of middleware for a thread."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request to a thread; an asynchronous view goes back to the loop from there."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


sys.setswitchinterval(SWITCH_INTERVAL_S)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
django.setup(set_prefix=False)
application = Handler()
# Every page's code and the table of pinyin are loaded now: the first report of an incident after a
# start would wait two seconds for them.
get_resolver().url_patterns  # noqa: B018 reading loads
pinyin_forms("预热")
# What is loaded now stays: the collector of garbage need not look through half a million objects
# again and again, for a third of a second each time, while requests wait.
gc.collect()
gc.freeze()
