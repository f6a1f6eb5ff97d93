"""A whylogs profile of a file."""
import sys

import pandas as pd
import whylogs

data, out = sys.argv[1:]
whylogs.log(pd.read_parquet(data)).view().write(out)
