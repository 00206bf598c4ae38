"""Makes samples/written-digits/: a hundred images of scikit-learn's digits as PNG files, and a network trained on the others.

    python3 -m venv venv && venv/bin/pip install -r tools/training-requirements.txt pillow
    venv/bin/python tools/train-digits.py
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "written-digits"
SHOWN = 100

digits = load_digits()
# 17 shades, spread over those of a PNG file.
shades = (digits.images * 15.9375).round().astype(np.uint8)
values = (shades / np.float32(255)).reshape(len(shades), -1).astype(np.float32)

# People wrote in turn, so the last images are by hands the network has not seen.
network = MLPClassifier((32,), alpha=0.01, max_iter=400, random_state=1)
network.fit(values[:-SHOWN], digits.target[:-SHOWN])
print(f"right on the {SHOWN} kept back: {network.score(values[-SHOWN:], digits.target[-SHOWN:]):.2f}")

images = SAMPLE / "data" / "images"
images.mkdir(parents=True, exist_ok=True)
lines = ["image,meant"]
for number in range(SHOWN):
    at = len(shades) - SHOWN + number
    name = f"{number + 1:03}.png"
    Image.fromarray(shades[at]).save(images / name, optimize=True)
    lines.append(f"data/images/{name},{digits.target[at]}")
(SAMPLE / "data" / "digits.csv").write_text("\n".join(lines) + "\n")


def weights(name, array):
    return numpy_helper.from_array(array.astype(np.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Flatten", ["pixels"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w1", "b1"], ["h1"]),
        helper.make_node("Relu", ["h1"], ["r1"]),
        helper.make_node("Gemm", ["r1", "w2", "b2"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["shares"], axis=1),
        helper.make_node("ArgMax", ["logits"], ["digit"], axis=1, keepdims=0),
    ],
    "digits",
    [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", 1, 8, 8])],
    [helper.make_tensor_value_info("digit", TensorProto.INT64, ["N"]), helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["N", 10])],
    [weights("w1", network.coefs_[0]), weights("b1", network.intercepts_[0]), weights("w2", network.coefs_[1]), weights("b2", network.intercepts_[1])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="train-digits")
model.metadata_props.add(key="description", value="Handwritten digits of 8 by 8 pixels, values from 0 to 1 (a network with 32 hidden units).")
checker.check_model(model)
target = SAMPLE / "models" / "digits.onnx"
target.parent.mkdir(exist_ok=True)
target.write_bytes(model.SerializeToString())
print(f"{target.name}: {target.stat().st_size} bytes")
