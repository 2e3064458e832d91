"""Tags for the pieces that every page shares: icons, badges, clocks, dates, verbs and assets.

All of them are plain functions of their arguments, so that a badge on a list, on the map and on a
printed page says the same word in the same colour.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.widgets import Select, SelectMultiple
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from anlan.kernel.rehearsal import MARK
from anlan.kernel.templatetags.messages_catalogue import catalogue

register = template.Library()

#: Shape and roman numeral of each official level; the word is translated in `level_word`.
LEVEL_SHAPES = {1: ("●", "I"), 2: ("◆", "II"), 3: ("▲", "III"), 4: ("■", "IV")}
#: Tones a state badge may take. Anything else is drawn neutral, never as safe.
TONES = frozenset(
    {"neutral", "active", "waiting", "done", "overdue", "unknown"}
    | {f"level-{number}" for number in LEVEL_SHAPES}
)
#: What a person may choose for himself: cookie name, attribute, allowed values (first = default).
PREFERENCES = (
    ("anlan_theme", "data-theme", ("auto", "light", "dark")),
    ("anlan_density", "data-density", ("normal", "compact")),
    ("anlan_size", "data-size", ("normal", "elder")),
)


def level_word(level: int) -> str:
    """Return the word of an official level: red, orange, yellow or blue."""
    words = {
        1: pgettext("level", "Red"),
        2: pgettext("level", "Orange"),
        3: pgettext("level", "Yellow"),
        4: pgettext("level", "Blue"),
    }
    return words[level]


def read_level(value: object) -> int | None:
    """Read a level from a number, a text number or an object carrying ``level``."""
    if value is None or isinstance(value, bool):
        return None
    candidate: Any = getattr(value, "level", value)
    try:
        number = int(candidate)
    except (TypeError, ValueError):
        return None
    return number if number in LEVEL_SHAPES else None


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw one icon of the local sprite; with a label it speaks, without it is decoration."""
    if not label:
        return _decoration(name, css)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
        f"icon {css}".strip(),
        label,
        f"{static('anlan/icons.svg')}#{name}",
    )


@lru_cache(maxsize=1024, typed=True)
def _decoration(name: str, css: str) -> SafeString:
    """Draw an icon without a word; a page has a hundred of some dozens of them."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        f"icon {css}".strip(),
        f"{static('anlan/icons.svg')}#{name}",
    )


@register.simple_tag
def menu_entry(item: Mapping[str, Any]) -> SafeString:
    """Draw one entry of the main menu: {label, url, icon, active, badge, shortcut}."""
    return _menu_entry(
        str(item["label"]),
        str(item["url"]),
        str(item.get("icon") or ""),
        str(item.get("shortcut") or ""),
        str(item.get("badge") or ""),
        bool(item.get("active")),
    )


@lru_cache(maxsize=4096)
def _menu_entry(
    label: str, url: str, symbol: str, shortcut: str, badge: str, is_active: bool
) -> SafeString:
    """Write an entry once: every page has a hundred of them, the same for everybody who has it."""
    return format_html(
        '<li><a class="app-nav__item{}" href="{}"{}{}>{}<span>{}</span>{}</a></li>',
        " app-nav__item--active" if is_active else "",
        url,
        mark_safe(' aria-current="page"') if is_active else "",
        format_html(' data-keyboard-target="go" data-key="{}"', shortcut) if shortcut else "",
        _decoration(symbol, "") if symbol else "",
        label,
        format_html('<span class="count">{}</span>', badge) if badge else "",
    )


@register.simple_tag
def level_badge(level: object, text: str = "") -> SafeString:
    """Show an official level by shape, word and numeral; an unknown level is hatched grey."""
    number = read_level(level)
    if number is None:
        return format_html(
            '<span class="badge-level badge-level--unknown">{}</span>',
            text or pgettext("level", "Unknown"),
        )
    shape, numeral = LEVEL_SHAPES[number]
    return format_html(
        '<span class="badge-level badge-level--{}"><span aria-hidden="true">{}</span> '
        '{}<span class="badge-level__numeral">{}</span></span>',
        number,
        shape,
        text or level_word(number),
        numeral,
    )


@register.simple_tag
def state_badge(state: object, tone: str = "") -> SafeString:
    """Show a state by its word. ``state`` is a text or carries ``label`` and ``tone``."""
    label = _attribute(state, "label", default=state)
    chosen = tone or str(_attribute(state, "tone", default="") or "neutral")
    if label in (None, ""):
        label, chosen = pgettext("state", "Unknown"), "unknown"
    if chosen not in TONES:
        chosen = "neutral"
    mark: str = {"done": "✓ ", "overdue": icon("clock"), "unknown": "? "}.get(chosen, "")
    return format_html(
        '<span class="badge-state badge-state--{}"><span aria-hidden="true">{}</span>{}</span>',
        chosen,
        mark,
        label,
    )


def _attribute(value: object, name: str, *, default: object = None) -> Any:
    """Read a key of a mapping or an attribute of an object."""
    if isinstance(value, Mapping):
        return value.get(name, default)
    return getattr(value, name, default)


def spell_duration(seconds: float, *, exact: bool = False) -> str:
    """Spell a length of time in words: in its two largest units, or to the second."""
    total = int(abs(seconds))
    days, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, secs = divmod(rest, 60)
    parts: list[str] = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if minutes and (exact or not days):
        parts.append(ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes})
    coarse = days or hours or minutes >= 5
    if (secs and (exact or not coarse)) or not parts:
        parts.append(ngettext("%(count)d s", "%(count)d s", secs) % {"count": secs})
    return " ".join(parts)


@register.filter
def drill_mark(text: object) -> SafeString | str:
    """Draw the mark a text of a drill begins with as a badge, never to be taken for real."""
    words = str(text)
    if not words.startswith(MARK):
        return words
    return format_html('<span class="drill-mark">{}</span>{}', MARK[1:-1], words[len(MARK) :])


@register.filter
def duration(value: object) -> str:
    """Spell a timedelta or a number of seconds: 1 小时 20 分."""
    if isinstance(value, timedelta):
        return spell_duration(value.total_seconds())
    if isinstance(value, int | float):
        return spell_duration(value)
    return ""


@register.filter
def kilometres(metres: float) -> str:
    """Write a length in kilometres with one decimal: 2980 → 3.0."""
    return f"{metres / 1000:.1f}"


@register.filter(name="datetime")
def datetime_(value: object, style: str = "minute") -> SafeString | str:
    """Show a moment as 2026-11-21 14:05 with the exact value on hover.

    ``style``: ``minute`` (default), ``second``, ``day``, ``time`` or ``short`` (11-21 14:05).
    """
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        pattern = {
            "minute": "%Y-%m-%d %H:%M",
            "second": "%Y-%m-%d %H:%M:%S",
            "day": "%Y-%m-%d",
            "time": "%H:%M:%S",
            "short": "%m-%d %H:%M",
        }.get(style, "%Y-%m-%d %H:%M")
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            local.isoformat(timespec="seconds"),
            local.strftime("%Y-%m-%d %H:%M:%S %z").strip(),
            local.strftime(pattern),
        )
    if isinstance(value, date):
        return format_html('<time datetime="{0}">{0}</time>', value.isoformat())
    return ""


def _now() -> datetime:
    """The platform's clock, so that frozen tests and pages agree."""
    from anlan.kernel import clock

    return clock.now()


@register.simple_tag
def clock(due: object, state: str = "") -> SafeString:
    """Show how long remains until ``due``, counting in the browser; overdue is the red clock.

    ``due`` is a moment or carries ``due_at`` and optionally ``state``/``label``; ``state`` is
    ``met``, ``paused``, ``cancelled`` or empty while running.
    """
    label = ""
    moment = due
    if due is not None and not isinstance(due, datetime):
        moment = _attribute(due, "due_at", default=_attribute(due, "at"))
        state = state or str(_attribute(due, "clock_state", default="") or "")
        label = str(_attribute(due, "label", default="") or "")
    if not isinstance(moment, datetime):
        return mark_safe("")
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    exact = local.strftime("%Y-%m-%d %H:%M:%S")
    prefix = format_html('<span class="clock__label">{}</span> ', label) if label else ""
    finished = {
        "met": ("done", pgettext("clock", "Met")),
        "paused": ("paused", pgettext("clock", "Paused")),
        "cancelled": ("paused", pgettext("clock", "Cancelled")),
    }.get(state)
    if finished:
        tone, text = finished
        return format_html(
            '<span class="clock clock--{}" title="{}">{}{}</span>', tone, exact, prefix, text
        )
    left = (moment - _now()).total_seconds()
    tone = "overdue" if left < 0 else "soon" if left < 3600 else "running"
    text = (_("overdue by %(time)s") if left < 0 else _("%(time)s left")) % {
        "time": spell_duration(left)
    }
    return format_html(
        '<time class="clock clock--{}" datetime="{}" title="{}" data-controller="clock" '
        'data-clock-due-value="{}">{}{}<span data-clock-target="text">{}</span></time>'
        '<span class="print-only"> ({})</span>',
        tone,
        local.isoformat(timespec="seconds"),
        exact,
        local.isoformat(timespec="milliseconds"),
        icon("clock"),
        prefix,
        text,
        exact,
    )


@register.filter
def number(value: object, decimals: object = None) -> str:
    """Show a number with grouping; an absent number is a dash, zero is a value."""
    if value is None or value == "":
        return "—"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{value:,.{decimals}f}" if isinstance(decimals, int) else f"{value:,}"
    return str(value)


@register.simple_tag(takes_context=True)
def query_string(context: template.Context, **changes: object) -> str:
    """Return the current query string with some keys replaced; ``None`` removes a key."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.simple_tag(takes_context=True)
def hidden_query(context: template.Context, *without: str) -> SafeString:
    """Carry the rest of the query through a GET form as hidden fields, except the keys named."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return mark_safe("")
    pairs = [
        (key, value)
        for key, values in request.GET.lists()
        if key not in without
        for value in values
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def style_asset(name: str = "anlan") -> SafeString:
    """Link a built style sheet by its fixed name."""
    return format_html('<link rel="stylesheet" href="{}">', static(f"anlan/{name}.css"))


@register.simple_tag
def script_asset(name: str) -> SafeString:
    """Load a built script by its fixed name: ``anlan``, ``map`` or ``charts``."""
    return format_html('<script defer src="{}"></script>', static(f"anlan/{name}.js"))


@register.simple_tag
def early_script_asset(name: str) -> SafeString:
    """Load a tiny built script before the page is painted (theme only)."""
    return format_html('<script src="{}"></script>', static(f"anlan/{name}.js"))


@register.simple_tag
def island_script(name: str) -> str:
    """Return the address of a built file, for attributes such as the map's worker."""
    return static(f"anlan/{name}")


@register.simple_tag
def page_messages() -> SafeString:
    """Render the catalogue of sentences that the scripts speak, in the page's language."""
    return _messages(get_language() or "")


@lru_cache(maxsize=8)
def _messages(_language: str) -> SafeString:
    """Render the catalogue once for each language: every page carries it unchanged."""
    text = json.dumps(catalogue(), ensure_ascii=False)
    escaped = text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return format_html(
        '<script type="application/json" id="anlan-messages">{}</script>',
        mark_safe(escaped),  # noqa: S308 - angle brackets and ampersands are escaped above
    )


@register.simple_tag
def page_settings() -> SafeString:
    """Render what the scripts must know: where the sprite and the live feed are, the time here."""
    return format_html(
        '<meta name="anlan-icons" content="{}"><meta name="anlan-zone" content="{}">'
        '<meta name="anlan-live" content="{}"><meta name="anlan-drawn" content="{}">',
        static("anlan/icons.svg"),
        timezone.get_current_timezone_name(),
        getattr(settings, "LIVE_URL", "/live/"),
        int(_now().timestamp() * 1000),
    )


@register.simple_tag(takes_context=True)
def appearance(context: template.Context) -> SafeString:
    """Write the theme, density and type size a person chose (cookies) on the html element."""
    request: HttpRequest | None = context.get("request")
    cookies = request.COOKIES if request is not None else {}
    chosen: dict[str, str] = {}
    for cookie, attribute, allowed in PREFERENCES:
        value = cookies.get(cookie, allowed[0])
        chosen[attribute] = value if value in allowed else allowed[0]
    theme = "dark" if chosen["data-theme"] == "dark" else "light"
    return format_html_join(" ", '{}="{}"', [*chosen.items(), ("data-bs-theme", theme)])


@register.simple_tag(takes_context=True)
def chosen(context: template.Context, cookie: str) -> str:
    """Return a person's chosen appearance for the menus: ``anlan_theme`` → ``dark``."""
    request: HttpRequest | None = context.get("request")
    cookies = request.COOKIES if request is not None else {}
    for name, _attribute_name, allowed in PREFERENCES:
        if name == cookie:
            value = cookies.get(cookie, allowed[0])
            return value if value in allowed else allowed[0]
    return ""


@register.inclusion_tag("kernel/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show one form field: label above, unit and law beside, help under, error in words.

    Unit and law come from the widget: ``attrs={"data-unit": "mg/m³", "data-law": "…第三条"}``.
    """
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        kind = "choices"
    elif isinstance(widget, Select | SelectMultiple):
        kind = "select"
    css = {"check": "form-check-input", "select": "form-select", "choices": "form-choices"}.get(
        kind, "form-control"
    )
    if bound.errors:
        css += " is-invalid"
    existing = str(widget.attrs.get("class", ""))
    attributes: dict[str, Any] = {"class": f"{css} {existing}".strip()}
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described and kind != "choices":
        attributes["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "kind": kind,
        "unit": widget.attrs.get("data-unit", ""),
        "law": widget.attrs.get("data-law", ""),
    }


@register.simple_tag
def form_problems(form: Any) -> list[dict[str, str]]:
    """List every error of a form once, with the field it belongs to, for the summary on top."""
    problems: list[dict[str, str]] = []
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        for error in errors:
            problems.append(
                {
                    "label": str(bound.label) if bound is not None else "",
                    "anchor": bound.auto_id if bound is not None else "",
                    "text": str(error),
                }
            )
    return problems


@register.filter
def as_json(value: object) -> str:
    """Write a value as compact JSON for a data attribute."""
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping | list):
        value = list(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


@register.filter
def pick(mapping: Mapping[str, Any], key: str) -> Any:
    """Read a mapping by a key held in a variable."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.simple_tag
def error_title(error: object) -> str:
    """Say in a few words what kind of refusal this is, by its status."""
    title = _attribute(error, "title")
    if title:
        return str(title)
    titles = {
        400: _("The request could not be read"),
        401: _("Please sign in"),
        403: _("You may not do this"),
        404: _("There is no such page for you"),
        409: _("Someone was there first"),
        422: _("Something entered is not right"),
        503: _("The platform is being serviced"),
    }
    status = _attribute(error, "status", default=500)
    return titles.get(status, _("The platform could not finish this"))


@register.filter
def island_props(script: str) -> SafeString:
    """Give the output of ``json_script`` the id ``<id>-props`` that an island looks for."""
    opening, rest = script.split('" type=', 1)
    return mark_safe(f'{opening}-props" type={rest}')  # noqa: S308 - json_script has escaped it


@register.filter
def as_json_list(value: object) -> str:
    """Write a list of texts as JSON; a text that already is JSON passes through."""
    if isinstance(value, str):
        return value or "[]"
    return json.dumps([str(item) for item in value] if isinstance(value, Iterable) else [])


@register.simple_tag
def bound_field(form: Any, name: str) -> BoundField | None:
    """Return a form's field by its name, or nothing where the form has no such field."""
    return form[name] if name in form.fields else None


@register.simple_tag
def list_items(group: object) -> Any:
    """Return the entries of a group held as a mapping, whose ``items`` a template cannot reach."""
    if isinstance(group, Mapping):
        return group.get("items", ())
    entries = getattr(group, "items", ())
    return entries() if callable(entries) else entries
