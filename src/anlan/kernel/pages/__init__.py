"""Generic pages: the list, the object, the form, the step, each built once for every noun.

An app declares what is particular (columns, filters, facts) and gets scope, sorting, paging,
export, buttons and errors from here. Recipe: docs/recipes/add-a-list-page.md.
"""

from anlan.kernel.pages.base import ActorPage
from anlan.kernel.pages.columns import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.pages.facets import Facet
from anlan.kernel.pages.forms import AboutPage, ChangePage, CreatePage, FormPage
from anlan.kernel.pages.hooks import (
    TimelineEntry,
    TimelineSpan,
    register_recorder,
    register_timeline,
    register_timeline_kind,
)
from anlan.kernel.pages.lists import BulkVerb, ListPage, SavedFilter
from anlan.kernel.pages.objects import ObjectPage, RelatedList, fact, fact_group
from anlan.kernel.pages.transitions import TransitionView

__all__ = [
    "AboutPage",
    "ActorPage",
    "BulkVerb",
    "ChangePage",
    "ClockColumn",
    "CreatePage",
    "Facet",
    "FormPage",
    "LevelColumn",
    "LinkColumn",
    "ListPage",
    "MomentColumn",
    "NumberColumn",
    "ObjectPage",
    "RelatedList",
    "SavedFilter",
    "StateColumn",
    "Table",
    "TimelineEntry",
    "TimelineSpan",
    "TransitionView",
    "fact",
    "fact_group",
    "register_recorder",
    "register_timeline",
    "register_timeline_kind",
]
