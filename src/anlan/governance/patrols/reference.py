"""What patrols bring: checklists, clocks, the forms of the papers."""

from __future__ import annotations

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.governance.patrols.constants import DATA
from anlan.governance.patrols.services.checklists import load_checklists
from anlan.kernel.actor import Actor

#: Form → title, series of its numbers, basis.
FORMS = {
    "notice": ("巡查通知", "安委巡"),
    "feedback": ("巡查反馈意见", "安委巡反"),
    "report": ("巡查情况通报", "安委巡通"),
}
BASIS = "山东适用《山东省安全生产条例》（2021）第三十八条第一款；其他地区依本县安委会工作规则"


def load(actor: Actor) -> None:
    """Load everything; what officers changed stays."""
    load_checklists(actor=actor)
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for form, (title, series) in FORMS.items():
        install_template(
            code=f"patrols.{form}",
            title=title,
            series=series,
            resource=f"anlan.governance.patrols:data/documents/{form}.docx",
            legal_basis=BASIS,
            actor=actor,
        )
