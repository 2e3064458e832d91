"""A version stage by stage: gaps and overlaps, changing, putting in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.governance.chains.checking import gaps_of
from anlan.governance.chains.choices import UnitRole, VersionState
from anlan.governance.chains.forms import StageForm, VersionForm
from anlan.governance.chains.models import ChainVersion, Stage
from anlan.governance.chains.permissions import KEEP
from anlan.governance.chains.services import chains as services
from anlan.governance.chains.states import VERSION
from anlan.governance.chains.views.chains import CRUMBS
from anlan.kernel.pages import ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class VersionPage(ObjectPage):
    """One version: why, documents, stages, what is missing."""

    model = ChainVersion
    template = "chains/version.html"
    machine = VERSION
    transition_url_name = "chains:version_step"
    edit_url_name = "chains:change_version"
    edit_permission = KEEP
    select_related = ("chain__office",)
    breadcrumbs = CRUMBS

    def state(self, obj: ChainVersion) -> Mapping[str, Any] | None:
        """The state."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def verbs(self, obj: ChainVersion) -> list[dict[str, Any]]:
        """Leave out the step that putting the next one in force takes."""
        return [verb for verb in super().verbs(obj) if verb["name"] != "replace"]

    def own_verbs(self, obj: ChainVersion) -> Iterable[Verb]:
        """To the picture; a new stage."""
        yield Verb(
            "picture",
            _("Picture of the chain"),
            obj.chain.get_absolute_url(),
            method="get",
            icon="columns",
        )
        if self._is_open(obj):
            yield Verb(
                "stage",
                _("Add a stage"),
                reverse("chains:add_stage", args=[obj.pk]),
                method="get",
                icon="plus",
            )

    def _is_open(self, obj: ChainVersion) -> bool:
        return obj.state == VersionState.DRAFT and self.rights.can(self.actor, KEEP, obj)

    def facts(self, obj: ChainVersion) -> list[dict[str, Any]]:
        """Why and after which documents."""
        return [
            fact_group(
                pgettext("chain", "Basis"),
                fact(
                    pgettext("chain version", "why it is supervised as one thing"),
                    obj.why,
                    wide=True,
                ),
                *(
                    fact(pgettext("chain version", "document"), line, wide=True)
                    for line in obj.sources.splitlines()
                    if line.strip()
                ),
                fact(pgettext("chain", "coordinating office"), obj.chain.office),
                fact(pgettext("chain version", "what changed"), obj.change_note),
                fact(_("published by"), obj.published_by),
            )
        ]

    def describe(self, obj: Any) -> dict[str, Any]:
        """Add stages and gaps; only a draft is changed."""
        page = super().describe(obj)
        gaps = gaps_of(obj)
        is_open = self._is_open(obj)
        if not is_open:
            page["edit_url"] = ""
        page["gaps"] = gaps
        page["is_open"] = is_open
        names = {stage.code: stage.name for stage in obj.stages.all()}
        page["stages"] = [
            {
                "stage": stage,
                "leads": [u for u in stage.units.all() if u.role == UnitRole.LEAD],
                "supports": [u for u in stage.units.all() if u.role == UnitRole.SUPPORT],
                "gaps": [gap for gap in gaps if gap.stage_id == stage.pk],
                "problems": [
                    {
                        "text": row["text"],
                        "trace": "、".join(
                            names[code] for code in row.get("trace", ()) if code in names
                        ),
                    }
                    for row in stage.problems
                ],
            }
            for stage in obj.stages.prefetch_related("units__organisation")
        ]
        return page


class ChangeVersionPage(ChangePage):
    """Change why, documents, what is new."""

    model = ChainVersion
    permission = KEEP
    form_class = VersionForm
    breadcrumbs = CRUMBS

    def save(self, form: Any) -> ChainVersion:
        """Call the service."""
        return services.change_version(
            version_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )


class StagePage(ChangePage):
    """What both pages of a stage share."""

    permission = KEEP
    form_class = StageForm
    breadcrumbs = CRUMBS

    def get_initial(self) -> Mapping[str, Any]:
        """The form reads its stage itself."""
        return {}

    def stage(self) -> Stage | None:
        """The stage that is changed; None for a new one."""
        return None

    def version(self) -> ChainVersion:
        """The version it belongs to."""
        raise NotImplementedError

    def form(self, **data: Any) -> Any:
        """The form of the stage, with the other stages of its version."""
        version = self.version()
        return StageForm(
            region_code=str(version.chain.region_id),
            others=list(version.stages.all()),
            instance=self.stage(),
            **data,
        )

    def save(self, form: Any) -> Stage:
        """Call the service."""
        given = dict(form.cleaned_data)
        stage = self.stage()
        return services.save_stage(
            version_id=self.version().pk,
            stage_id=stage.pk if stage is not None else None,
            lead_ids=given.pop("leads"),
            support_ids=given.pop("supports"),
            problems=given.pop("problem_lines"),
            actor=self.actor,
            **given,
        )


class AddStagePage(StagePage):
    """Add a stage."""

    model = ChainVersion
    title = gettext_lazy("Add a stage")

    def version(self) -> ChainVersion:
        """The draft."""
        found: ChainVersion = self.obj
        return found


class ChangeStagePage(StagePage):
    """Change a stage."""

    model = Stage

    def stage(self) -> Stage | None:
        """The stage."""
        return Stage.objects.get(pk=self.obj.pk)

    def version(self) -> ChainVersion:
        """Its version."""
        found: ChainVersion = self.obj.version
        return found


class VersionStep(TransitionView):
    """Putting a version in force."""

    model = ChainVersion
    machine = VERSION
    id_argument = "version_id"
    services: ClassVar = {"publish": services.publish_version}


@requires(KEEP)
@require_POST
def move_stage(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a stage one place up."""
    stage = services.move_stage(stage_id=pk, actor=request.actor)
    return go_to(request, stage.get_absolute_url())


@requires(KEEP)
@require_POST
def remove_stage(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a stage out."""
    version = services.remove_stage(stage_id=pk, actor=request.actor)
    return go_to(request, version.get_absolute_url())
