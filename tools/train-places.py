"""Trains samples/place-names/models/places.onnx: texts become vectors that lie near each other when they are spelled alike.

    python3 -m venv venv && venv/bin/pip install -r tools/training-requirements.txt
    venv/bin/python tools/train-places.py
"""

from pathlib import Path

import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "place-names"
SIZE = 48

places = pd.read_csv(SAMPLE / "data" / "places.csv")["place"].str.lower()
# Pairs and triples of characters survive a typing error; whole words do not.
model = make_pipeline(
    TfidfVectorizer(analyzer="char", ngram_range=(2, 3), max_features=1500, lowercase=False),
    TruncatedSVD(SIZE, random_state=0),
    Normalizer(),
)
model.fit(places)

onnx = to_onnx(model, initial_types=[("text", StringTensorType([None, 1]))], target_opset={"": 17, "ai.onnx.ml": 3})
# Training twice gives the same bytes: the converter draws a name and repeats the operator sets.
onnx.graph.name = "places"
operator_sets = sorted({(entry.domain, entry.version) for entry in onnx.opset_import})
del onnx.opset_import[:]
for domain, version in operator_sets:
    onnx.opset_import.add(domain=domain, version=version)
for node in onnx.graph.node:
    node.output[:] = ["embedding" if name == "variable" else name for name in node.output]
onnx.graph.output[0].name = "embedding"
for key, value in {
    "description": "Place names as vectors, by their pairs and triples of characters (TF-IDF, truncated SVD).",
    "trained_on": "samples/place-names/data/places.csv",
}.items():
    onnx.metadata_props.add(key=key, value=value)

target = SAMPLE / "models" / "places.onnx"
target.parent.mkdir(exist_ok=True)
target.write_bytes(onnx.SerializeToString())
print(f"{target.name}: {target.stat().st_size} bytes")
