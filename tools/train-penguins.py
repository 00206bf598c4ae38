"""Trains samples/penguin-species/models/species.onnx on the sample's own data.

    python3 -m venv venv && venv/bin/pip install -r tools/training-requirements.txt
    venv/bin/python tools/train-penguins.py
"""

import json
from pathlib import Path

import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "penguin-species"
FEATURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]

table = pd.read_csv(SAMPLE / "data" / "penguins.csv").dropna(subset=FEATURES)
model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=1000))
accuracy = cross_val_score(model, table[FEATURES].to_numpy(), table["species"], cv=10)
model.fit(table[FEATURES].to_numpy(), table["species"])

onnx = to_onnx(
    model,
    initial_types=[("features", FloatTensorType([None, len(FEATURES)]))],
    target_opset={"": 17, "ai.onnx.ml": 3},
)
# Training twice gives the same bytes: the converter draws a name and repeats the operator sets.
onnx.graph.name = "species"
operator_sets = sorted({(entry.domain, entry.version) for entry in onnx.opset_import})
del onnx.opset_import[:]
for domain, version in operator_sets:
    onnx.opset_import.add(domain=domain, version=version)
for key, value in {
    "feature_names": json.dumps(FEATURES),
    "description": "Penguin species from four body measurements (logistic regression).",
    "trained_on": "samples/penguin-species/data/penguins.csv",
    "accuracy_10_fold": f"{accuracy.mean():.3f}",
}.items():
    onnx.metadata_props.add(key=key, value=value)

target = SAMPLE / "models" / "species.onnx"
target.parent.mkdir(exist_ok=True)
target.write_bytes(onnx.SerializeToString())
print(f"{target.name}: {target.stat().st_size} bytes, accuracy over 10 folds {accuracy.mean():.3f}")
