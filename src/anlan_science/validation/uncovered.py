"""Reference data at hand for which the package has no model yet; said plainly in the report."""

from __future__ import annotations

#: Data, what it would test, what is missing.
UNCOVERED: tuple[tuple[str, str, str], ...] = (
    ("dispersion-oracles/slab_*.txt", "dense gas along its way, another code",
     "an integral model (SLAB or DEGADIS class)"),
    ("hydrogen-experiments/han-2013-*", "concentration in jets of hydrogen",
     "a momentum jet with an under-expanded source"),
    ("hydrogen-experiments/houfschefer-2008-fig5", "buoyant jet of hydrogen",
     "a jet that turns upward"),
    ("hydrogen-experiments/schefer-2006-*, schefer-2007-fig4, houfschefer-2007-*",
     "length and radiation of hydrogen jet flames",
     "`chamberlain1987` is for paraffins; no jet flame of hydrogen, no real-gas blow-down"),
    ("hydrogen-experiments/mogi-2005-fig9", "jet flames from 0.4 to 2 mm nozzles",
     "the same"),
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
