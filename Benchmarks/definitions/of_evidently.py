"""Evidently's statistics, by the functions that its reports call."""
import warnings

import evidently
from evidently.legacy.calculations import stattests
from evidently.legacy.core import ColumnType
from samples import CATEGORIES, NUMBERS, load

warnings.filterwarnings("ignore")
reference, current = load()
print("evidently", evidently.__version__)
tests = {
    "psi": stattests.psi_stat_test, "kl_div": stattests.kl_div_stat_test, "jensenshannon": stattests.jensenshannon_stat_test,
    "hellinger": stattests.hellinger_stat_test, "ks p": stattests.ks_stat_test, "wasserstein": stattests.wasserstein_stat_test,
    "chisquare p": stattests.chi_stat_test, "TVD p": stattests.tvd_test,
}
for columns, kind in [(NUMBERS, ColumnType.Numerical), (CATEGORIES, ColumnType.Categorical)]:
    for column in columns:
        for name, test in tests.items():
            if kind in test.allowed_feature_types and name != "TVD p":
                score = test(reference[column], current[column], kind, None)
                print(f"{column:24}{name:16}{score.drift_score:.6g}{'  drifted' if score.drifted else ''}")
