"""Reference data at hand for which the package has no model yet; said plainly in the report."""

from __future__ import annotations

#: Data, what it would test, what is missing.
UNCOVERED: tuple[tuple[str, str, str], ...] = (
    ("hydrogen-experiments/han-2013-fig6*, fig7, fig8*", "the same jets, redrawn",
     "nothing: their points are those of figure 3 in other units"),
    ("hydrogen-experiments/houfschefer-2007-fig6", "radiation along the flame",
     "nothing: the points are those of schefer-2006-fig8 after 5 s"),
    ("hydrogen-experiments/schefer-2006-fig3b, schefer-2007-fig4", "pressure of a vessel over time",
     "emptying of a vessel of a gas that is not ideal; the volumes are not with the data"),
    ("probit-oracles/ignition_probability_steps.csv", "ignition of hydrogen leaks by their rate",
     "a model of ignition for hydrogen"),
    ("fwi-cffdrs/FoliarMoistureContent.csv", "moisture of needles in spring",
     "the foliar moisture of the Canadian fire behaviour system"),
    ("fire-experiments/BGC_GRI_LNG_Fires", "13 trench fires of natural gas",
     "a flame over a rectangular pool; `solid_flame` is round"),
    ("fire-experiments/Sandia_Pool_Fires", "pools of ethane, ethylene, isopentane, propane",
     "conditions of the tests are not at hand"),
    ("fire-experiments/McCaffrey_Plume", "temperature and speed above a fire",
     "a fire plume"),
    ("fire-experiments/Heskestad_Flame_Height/Tamanini_HRR_Data.csv", "heat released by height",
     "a fire plume"),
    ("fire-experiments/Crown_Fires", "58 crown fires",
     "the spread of crown fires"),
    ("fire-experiments/Pool_Fires/VTT_Heptane_MLR.csv, ASTM_E2058_Water_Evap.csv",
     "burning and evaporation over time", "the growth of a pool fire"),
    ("fire-experiments/NIST_Smoke_Alarms", "times of smoke alarms", "smoke in rooms"),
    ("chem-safety/IARC*, Ontario*", "carcinogens, limits at work",
     "the platform has no such table; Chinese limits are those of GBZ 2.1"),
)  # fmt: skip
