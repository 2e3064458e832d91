"""What the doubts of the reader mean, in the words of the pages."""

from __future__ import annotations

from django.utils.translation import gettext as _


def doubt_words(code: str) -> str:
    """Return what a person should look at."""
    words = {
        "lead_not_said": _("No unit is named as the lead; all are listed as lead."),
        "period_without_year": _("A period is stated, but not from which year on."),
        "period_of_other_length": _("The period stated is not as long as the plan."),
        "year_not_said": _("Only a month or “year end” is stated, without a year."),
        "year_from_words_before": _("The year was taken from the words before."),
        "day_not_said": _("The deadline is a season or a festival, not a day."),
        "before_year": _("“Before a year” counts as the last day of the year before."),
        "deadline_not_said": _("No year is stated for the target."),
        "table_not_read": _(
            "The rows of this table could not be told apart; give the Word file or the text."
        ),
        "lost_date_marks": _("Marks of a date are missing; compare with the printed text."),
        "lost_words": _("Words are missing; compare with the printed text."),
        "lost_quotes": _("Quotation marks do not pair; words may be missing."),
    }
    return words.get(code, code)
