"""Method of the external safety distance of a plant, and its thresholds of blast."""

from __future__ import annotations

from enum import Enum

from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.risk.gb18218_2018 import identification_index
from anlan_science.risk.gb36894_2018 import Target

INFO = ModelInfo(
    id="gb_t_37243_2019",
    citation=(
        "GB/T 37243-2019, Determination method of external safety distance for hazardous "
        "chemicals production units and storage installations "
        "(危险化学品生产装置和储存设施外部安全防护距离确定方法), clauses 4.2 to 4.4 and table 1. "
        "The primary text was not at hand."
    ),
    quantity="method of the external safety distance",
    inputs=("explosives", "quantity", "threshold"),
    validity={},
    status="unverified",
)


class Method(Enum):
    """How the distance is found."""

    #: 事故后果法
    CONSEQUENCE = "consequence"
    #: 定量风险评价法
    RISK = "quantitative risk"
    #: 执行相关标准规范的距离要求
    STANDARD = "distances of the standards"


#: Table 1: overpressure that each kind of target stands. [Pa]
OVERPRESSURE: dict[Target, float] = {
    Target.FIRST: 2000.0,
    Target.SECOND: 5000.0,
    Target.THIRD: 9000.0,
}


def choose_method(
    *, has_explosives: bool, quantity: ArrayLike = (), threshold: ArrayLike = ()
) -> Method:
    r"""Method by which the external safety distance of a unit is found; GB/T 37243-2019, clause 4.

    Parameters
    ----------
    has_explosives : bool
        Whether the unit handles explosives. [-]
    quantity : float or ndarray, shape (n,), default ()
        Largest quantity by design of each toxic or flammable gas, liquefied or not. [t]
    threshold : float or ndarray, shape (n,), default ()
        Threshold of each in GB 18218. [t]

    Returns
    -------
    method : Method
        Consequence for explosives; quantitative risk where the quotients add up to one or more,
        then for the whole enterprise together; else the distances of other standards. [-]

    Raises
    ------
    InvalidQuantity
        A quantity is negative or a threshold is not positive.

    Notes
    -----
    .. math:: \sum_i q_i / Q_i \ge 1

    Examples
    --------
    >>> choose_method(has_explosives=False, quantity=[6.0], threshold=[5.0])
    <Method.RISK: 'quantitative risk'>

    References
    ----------
    GB/T 37243-2019, clauses 4.2 to 4.4.
    """
    if has_explosives:
        return Method.CONSEQUENCE
    if identification_index(quantity, threshold) >= 1.0:
        return Method.RISK
    return Method.STANDARD
