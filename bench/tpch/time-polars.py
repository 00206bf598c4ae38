"""Times the statements of this folder in Polars: python time-polars.py DATA ROUNDS.

Prints one JSON object: per query the median milliseconds and the rows it gave; what Polars' SQL does not take is left out."""

import json
import statistics
import sys
import time
from pathlib import Path

import polars as pl

data, rounds = Path(sys.argv[1]), int(sys.argv[2])
context = pl.SQLContext({file.stem: pl.scan_parquet(file) for file in data.glob("*.parquet")})
found = {}
for query in sorted(Path(__file__).parent.glob("q[0-9][0-9]")):
    statement = (query / "query.sql").read_text()
    taken = []
    try:
        for _ in range(rounds + 1):
            start = time.perf_counter()
            frame = context.execute(statement).collect()
            frame.write_parquet(data.parent / "polars.parquet")
            taken.append((time.perf_counter() - start) * 1000)
    except Exception as error:
        print(f"{query.name}: {error}".splitlines()[0], file=sys.stderr)
        continue
    found[query.name] = {"milliseconds": statistics.median(taken[1:]), "rows": frame.height}
print(json.dumps({"version": pl.__version__, "queries": found}))
