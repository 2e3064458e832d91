"""Doubts and warnings of the extraction in an official's words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def doubt_words(code: str) -> str:
    """Say what makes an item doubtful."""
    return {
        "no_owner": _("The text does not say who."),
        "several_owners": _("Several owners: the first will lead."),
        "deadline_range": _("The text gives a range: the later time was taken."),
        "working_days": _("Working days were counted as days."),
        "words_only": _("No figure was recognised: it stays in words."),
        "no_side": _("“At least” was assumed: the text says neither 以上 nor 超过."),
        "upper_limit": _("An upper limit: check whether it is a trigger at all."),
        "several_numbers": _("Several figures: only the first was taken."),
        "no_condition": _("No condition of this level was found."),
        "no_commander": _("Who commands at this level was not found."),
        "no_lead": _("The lead of this group was not found."),
        "fraction": _("The quantity was rounded."),
        "no_post": _("Whose number this is was not found."),
        "from_scope": _("Named in the scope only, not in the title."),
    }.get(code, code)


def warning_words(code: str) -> str:
    """Say what was not found in the whole text."""
    return {
        "no_level": _("No response level was found."),
        "no_group": _("No command group was found."),
        "no_task": _("No task was found."),
        "no_contact": _("No telephone number was found."),
    }.get(code, code)
