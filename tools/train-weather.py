"""Trains samples/live-weather/models/next-high.onnx on the sample's own data.

    python3 -m venv venv && venv/bin/pip install -r tools/training-requirements.txt
    venv/bin/python tools/train-weather.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "live-weather"
FEATURES = ["temp_max", "temp_min", "precipitation", "wind", "season_sin", "season_cos"]

table = pd.read_json(SAMPLE / "data" / "reports.ndjson", lines=True)
table["date"] = pd.to_datetime(table["date"])
angle = 2 * np.pi * table["date"].dt.day_of_year / 365.25
table["season_sin"], table["season_cos"] = np.sin(angle), np.cos(angle)
table["next_high"] = table.groupby("location")["temp_max"].shift(-1)
table = table.dropna()

# The last year is kept back to say how good the model is; the committed model learns from all years.
past, last_year = table[table["date"] < "2015-01-01"], table[table["date"] >= "2015-01-01"]
model = make_pipeline(StandardScaler(), Ridge(alpha=1.0))
model.fit(past[FEATURES].to_numpy(), past["next_high"])
error = mean_absolute_error(last_year["next_high"], model.predict(last_year[FEATURES].to_numpy()))
model.fit(table[FEATURES].to_numpy(), table["next_high"])

onnx = to_onnx(
    model,
    initial_types=[("features", FloatTensorType([None, len(FEATURES)]))],
    final_types=[("next_high", FloatTensorType([None, 1]))],
    target_opset={"": 17, "ai.onnx.ml": 3},
)
# Training twice gives the same bytes: the converter draws a name and repeats the operator sets.
onnx.graph.name = "next-high"
operator_sets = sorted({(entry.domain, entry.version) for entry in onnx.opset_import})
del onnx.opset_import[:]
for domain, version in operator_sets:
    onnx.opset_import.add(domain=domain, version=version)
for key, value in {
    "feature_names": json.dumps(FEATURES),
    "description": "Tomorrow's highest temperature in degrees Celsius from today's report (ridge regression).",
    "trained_on": "samples/live-weather/data/reports.ndjson",
    "mean_absolute_error_2015": f"{error:.2f}",
}.items():
    onnx.metadata_props.add(key=key, value=value)

target = SAMPLE / "models" / "next-high.onnx"
target.parent.mkdir(exist_ok=True)
target.write_bytes(onnx.SerializeToString())
print(f"{target.name}: {target.stat().st_size} bytes, mean absolute error in 2015 {error:.2f} degrees")
