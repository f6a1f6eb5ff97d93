"""Makes types.parquet, types.arrow, duplicate.arrow: three rows of every type, with pyarrow 26. The last row is missing."""

import datetime
import decimal

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

moment = datetime.datetime(2026, 1, 31, 8, 30, 15)
columns = {
    **{f"ts_{unit}": pa.array([moment, moment, None], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")},
    "ts_zone": pa.array([moment, moment, None], pa.timestamp("us", "Europe/Berlin")),
    "date32": pa.array([moment.date(), moment.date(), None], pa.date32()),
    "date64": pa.array([moment.date(), moment.date(), None], pa.date64()),
    "time": pa.array([datetime.time(8, 30), datetime.time(8, 30), None], pa.time64("us")),
    "decimal": pa.array([decimal.Decimal("1.25"), decimal.Decimal("-3.50"), None], pa.decimal128(20, 2)),
    "wide_decimal": pa.array([decimal.Decimal("1.25"), decimal.Decimal("-3.50"), None], pa.decimal256(50, 2)),
    "half": pa.array([1.5, -2, None], pa.float16()),
    "float": pa.array([1.5, -2, None], pa.float32()),
    "bool": pa.array([True, False, None]),
    "uint64": pa.array([2**53 + 1, 2**64 - 1, None], pa.uint64()),
    "int64": pa.array([2**53 + 1, -7, None], pa.int64()),
    "nulls": pa.nulls(3),
    "large_string": pa.array(["a", "b", None], pa.large_string()),
    "dictionary": pa.array(["a", "b", None]).dictionary_encode(),
    "number_dictionary": pa.array([5, 6, None]).dictionary_encode(),
    "binary": pa.array([b"a", b"b", None]),
    "list": pa.array([[1, 2], [], None]),
    "struct": pa.array([{"x": 1}, {"x": 2}, None]),
}
table = pa.table(columns)
pa.parquet.write_table(table.drop_columns(["half"]), "types.parquet")
pa.feather.write_feather(table.append_column("view", pa.array(["a", "b", None], pa.string_view())), "types.arrow")
pa.feather.write_feather(pa.Table.from_arrays([pa.array([1, 2]), pa.array([3, 4]), pa.array([5, 6])], ["x", "x", "y"]), "duplicate.arrow")
