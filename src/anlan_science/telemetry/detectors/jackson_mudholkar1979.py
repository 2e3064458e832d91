"""Principal components of correlated channels: distance within the model and distance from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri, ndtri

from anlan_science.model_info import ModelInfo
from anlan_science.telemetry.segments import Floats

INFO = ModelInfo(
    id="jackson_mudholkar1979",
    citation=(
        "J. E. Jackson and G. S. Mudholkar, Control procedures for residuals associated with "
        "principal component analysis, Technometrics 21(3), 341-349, 1979, "
        "doi:10.1080/00401706.1979.10489779; T-squared: H. Hotelling, Multivariate quality "
        "control, in: Techniques of Statistical Analysis, McGraw-Hill, 1947; time lags: W. Ku, "
        "R. H. Storer and C. Georgakis, Disturbance detection and isolation by dynamic principal "
        "component analysis, Chemom. Intell. Lab. Syst. 30(1), 179-196, 1995, "
        "doi:10.1016/0169-7439(95)00076-3. None seen; the limits agree with those of PLS_Toolbox."
    ),
    quantity="Hotelling's T-squared and squared prediction error of rows of channels",
    inputs=("training", "rows", "share", "confidence"),
    validity={"share": (0.1, 1.0), "confidence": (0.5, 0.99999)},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class PcaModel:
    """What was learnt from fault-free rows.

    Attributes
    ----------
    mean : of each channel, shape (c,). [as channel]
    scale : standard deviation of each channel, 1 where it did not move, shape (c,). [as channel]
    loadings : principal directions kept, shape (c, k). [-]
    variance : along each of them, shape (k,). [-]
    residual : eigenvalues left out, shape (c - k,). [-]
    rows : number of rows learnt from. [-]
    """

    mean: Floats
    scale: Floats
    loadings: Floats
    variance: Floats
    residual: Floats
    rows: int


def learn(training: Floats, share: float = 0.9) -> PcaModel:
    """Learn the correlation of channels from rows without fault.

    Parameters
    ----------
    training : ndarray, shape (n, c)
        Fault-free rows. [any]
    share : float
        Share of the variance that the kept directions explain at least. [-]

    Returns
    -------
    model : PcaModel
        Means, scales, directions and variances. [-]

    Raises
    ------
    ValueError
        With fewer than three rows, or values that are no numbers.

    Validity
    --------
    share : 0.1 to 1
    """
    rows = np.asarray(training, np.float64)
    if len(rows) < 3 or not np.isfinite(rows).all():
        raise ValueError("a model needs at least three rows of numbers")
    mean = rows.mean(axis=0)
    scale = rows.std(axis=0, ddof=1)
    scale = np.where(scale > 1e-12 * np.maximum(1.0, np.abs(mean)), scale, 1.0)
    standard = (rows - mean) / scale
    values, vectors = np.linalg.eigh(standard.T @ standard / (len(rows) - 1))
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    explained = np.cumsum(values) / max(float(values.sum()), 1e-300)
    kept = int(np.searchsorted(explained, share - 1e-12) + 1)
    kept = min(kept, int(np.count_nonzero(values > 1e-9)), len(rows) - 2)
    kept = max(kept, 1)
    return PcaModel(
        mean, scale, vectors[:, :kept], np.maximum(values[:kept], 1e-9), values[kept:], len(rows)
    )


def distances(model: PcaModel, rows: Floats) -> tuple[Floats, Floats]:
    r"""Distance of rows within the model and from it.

    Parameters
    ----------
    model : PcaModel
        What was learnt. [-]
    rows : ndarray, shape (n, c)
        Rows to judge, the same channels in the same order. [any]

    Returns
    -------
    t_squared : ndarray, shape (n,)
        Hotelling's T-squared along the kept directions. [-]
    squared_error : ndarray, shape (n,)
        Squared distance from the plane of the kept directions. [-]

    Notes
    -----
    .. math:: T^2 = \sum_a t_a^2 / \lambda_a, \quad Q = |x - P P^T x|^2

    Examples
    --------
    >>> import numpy as np
    >>> line = np.linspace(-1, 1, 50)
    >>> model = learn(np.column_stack((line, line)), share=0.9)
    >>> t_squared, squared_error = distances(model, np.array([[0.0, 0.0], [1.0, -1.0]]))
    >>> t_squared.round(6).tolist(), bool(squared_error[1] > 1)
    ([0.0, 0.0], True)
    """
    standard = (np.asarray(rows, np.float64) - model.mean) / model.scale
    scores = standard @ model.loadings
    t_squared = np.sum(scores**2 / model.variance, axis=1)
    squared_error = np.sum(standard**2, axis=1) - np.sum(scores**2, axis=1)
    return t_squared, np.maximum(squared_error, 0.0)


def t_squared_limit(model: PcaModel, confidence: float) -> float:
    r"""Limit of T-squared for a row that was not learnt from.

    Parameters
    ----------
    model : PcaModel
        What was learnt. [-]
    confidence : float
        Share of fault-free rows below the limit. [-]

    Returns
    -------
    limit : float
        Of T-squared. [-]

    Notes
    -----
    .. math:: T^2_\alpha = \frac{k (n^2 - 1)}{n (n - k)} F_\alpha(k, n - k)

    Holds for independent rows of normal distribution; streams are neither, see ``learnt_limit``.

    Validity
    --------
    confidence : 0.5 to 0.99999
    """
    k, n = len(model.variance), model.rows
    return float(k * (n * n - 1) / (n * (n - k)) * fdtri(k, n - k, confidence))


def squared_error_limit(model: PcaModel, confidence: float) -> float:
    r"""Limit of the squared prediction error from the eigenvalues left out.

    Parameters
    ----------
    model : PcaModel
        What was learnt. [-]
    confidence : float
        Share of fault-free rows below the limit. [-]

    Returns
    -------
    limit : float
        Of the squared prediction error; 0 when nothing was left out. [-]

    Notes
    -----
    .. math:: Q_\alpha = \theta_1 \left[ 1 + \frac{c_\alpha \sqrt{2 \theta_2 h_0^2}}{\theta_1}
              + \frac{\theta_2 h_0 (h_0 - 1)}{\theta_1^2} \right]^{1/h_0}, \quad
              h_0 = 1 - \frac{2 \theta_1 \theta_3}{3 \theta_2^2}, \quad
              \theta_i = \sum_{j > k} \lambda_j^i

    Validity
    --------
    confidence : 0.5 to 0.99999
    """
    first, second, third = (float(np.sum(model.residual**power)) for power in (1, 2, 3))
    if first <= 0:
        return 0.0
    h = 1 - 2 * first * third / (3 * second**2)
    c = float(ndtri(confidence)) * (1 if h > 0 else -1)
    bracket = 1 + c * np.sqrt(2 * second * h * h) / first + second * h * (h - 1) / first**2
    return float(first * max(float(bracket), 0.0) ** (1 / h))


def with_lags(rows: Floats, lags: int) -> Floats:
    """Put the rows before beside each row, so that correlation in time is learnt too.

    Parameters
    ----------
    rows : ndarray, shape (n, c)
        Rows in order of time. [any]
    lags : int
        Number of earlier rows. [-]

    Returns
    -------
    wide : ndarray, shape (n - lags, c * (lags + 1))
        Each row followed by the ``lags`` before it, newest first. [as rows]

    Examples
    --------
    >>> import numpy as np
    >>> with_lags(np.array([[1.0], [2.0], [3.0]]), 1).tolist()
    [[2.0, 1.0], [3.0, 2.0]]
    """
    values = np.asarray(rows, np.float64)
    length = len(values) - lags
    return np.hstack([values[lags - lag : lags - lag + length] for lag in range(lags + 1)])
