"""ASGI entry point: ``uvicorn anlan.config.asgi:application``."""

from __future__ import annotations

import gc
import os
import sys

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from anlan.kernel.search_text import pinyin_forms

#: A request waits for the interpreter after every statement it sends to the database. While another
#: thread draws a page, Python hands it over at this pace; at its usual 5 ms forty statements would
#: wait a fifth of a second. [s]
SWITCH_INTERVAL_S = 0.0005

sys.setswitchinterval(SWITCH_INTERVAL_S)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
application = get_asgi_application()
# Every page's code and the table of pinyin are loaded now: the first report of an incident after a
# start would wait two seconds for them.
get_resolver().url_patterns  # noqa: B018 reading loads
pinyin_forms("预热")
# What is loaded now stays: the collector of garbage need not look through half a million objects
# again and again, for a third of a second each time, while requests wait.
gc.collect()
gc.freeze()
