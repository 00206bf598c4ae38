"""Makes test/models/images/: small images, a vision model, and what Pillow and ONNX Runtime for Python make of them.

Run once, with pillow 12, numpy, onnx and onnxruntime installed (Pillow 13 resizes tall images columns first, which changes single values by one):
    python tools/image-reference.py test/models/images
Images and weights are drawn from a seed. `expected.json` holds the SHA-256 of the pixels that Pillow decodes and resizes to, and what the model
predicts for tensors prepared as torchvision does: Resize, CenterCrop, ToTensor, Normalize.
"""
import hashlib
import io
import json
import pathlib
import struct
import sys
import zlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageOps

OUT = pathlib.Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(11)
rows, columns = np.mgrid[0:37, 0:50]
colours = np.stack([(columns * 5 + rows) % 256, np.sin(columns / 4) * 90 + 120 + rows, (rows * 6 + random.integers(0, 25, rows.shape)) % 256], -1).astype(np.uint8)
photo = Image.fromarray(colours)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def filtered(samples, distance):
    """Lines of bytes, the filters of PNG taking turns."""
    result, above = b"", np.zeros(samples.shape[1], np.uint8)
    for i, line in enumerate(samples):
        left = np.concatenate([np.zeros(distance, np.uint8), line[:-distance]]) if len(line) > distance else np.zeros_like(line)
        corner = np.concatenate([np.zeros(distance, np.uint8), above[:-distance]]) if len(line) > distance else np.zeros_like(line)
        a, b, c = (v.astype(int) for v in (left, above, corner))
        p = a + b - c
        paeth = np.where((abs(p - a) <= abs(p - b)) & (abs(p - a) <= abs(p - c)), a, np.where(abs(p - b) <= abs(p - c), b, c))
        guess = [0 * a, a, b, (a + b) // 2, paeth][i % 5]
        result += bytes([i % 5]) + ((line.astype(int) - guess) % 256).astype(np.uint8).tobytes()
        above = line
    return result


def png(samples, depth, colour, interlaced, palette=None):
    """`samples` has height, width and channels; Pillow writes neither 16 bits per colour nor interlaced files."""
    def packed(part):
        flat = part.reshape(part.shape[0], -1)
        if depth == 16:
            return flat.astype(">u2").view(np.uint8).reshape(part.shape[0], -1)
        if depth == 8:
            return flat.astype(np.uint8)
        bits = ((flat[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(part.shape[0], -1)
        return np.packbits(bits.astype(np.uint8), axis=1)

    distance = max(1, samples.shape[2] * depth // 8)
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    data = b"".join(filtered(packed(samples[y::dy, x::dx]), distance) for x, y, dx, dy in passes if samples[y::dy, x::dx].size)
    head = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, colour, 0, 0, int(interlaced))
    packed_data = zlib.compress(data, 9)
    middle = len(packed_data) // 2
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + (chunk(b"PLTE", palette.tobytes()) if palette is not None else b"") + chunk(b"IDAT", packed_data[:middle]) + chunk(b"IDAT", packed_data[middle:]) + chunk(b"IEND", b"")


def saved(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()


grey = photo.convert("L")
small = colours[:21, :19]
alpha = photo.copy()
alpha.putalpha(grey)
files = {
    "photo.jpg": saved(photo, format="JPEG", quality=85),
    "progressive.jpg": saved(photo.transpose(Image.Transpose.ROTATE_90), format="JPEG", quality=70, progressive=True),
    "grey.jpg": saved(grey, format="JPEG", quality=80),
    "444.jpg": saved(photo, format="JPEG", quality=90, subsampling=0),
    "rgb.png": saved(photo, format="PNG"),
    "rgba.png": saved(alpha, format="PNG"),
    "grey.png": saved(grey, format="PNG"),
    "grey-alpha.png": saved(alpha.convert("LA"), format="PNG"),
    "palette.png": saved(photo.quantize(60), format="PNG"),
    "palette-16.png": saved(photo.quantize(13), format="PNG", bits=4),
    "palette-clear.png": saved(photo.quantize(9), format="PNG", transparency=2),
    "bits.png": saved(grey.convert("1"), format="PNG"),
    "interlaced.png": png(small, 8, 2, True),
    "interlaced-rgba-16.png": png(np.concatenate([small, small[:, :, :1]], 2).astype(np.uint16) * 251 + 77, 16, 6, True),
    "interlaced-bits.png": png((small[:, :, :1] >> 7), 1, 0, True),
    "interlaced-palette.png": png((small[:, :, :1] >> 6), 2, 3, True, random.integers(0, 256, (4, 3)).astype(np.uint8)),
    "grey-4.png": png((small[:, :, :1] >> 4), 4, 0, False),
    "rgb-16.png": png(small.astype(np.uint16) * 200 + 313, 16, 2, False),
}


def digest(image):
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


expected = {"files": {}, "predictions": {}}
for name, data in files.items():
    (OUT / name).write_bytes(data)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    expected["files"][name] = {
        "size": image.size,
        "rgb": digest(image),
        "grey": digest(image.convert("L")),
        "smaller": digest(image.resize((13, 8), Image.Resampling.BILINEAR)),
        "larger": digest(image.resize((70, 71), Image.Resampling.BILINEAR)),
    }


def weights(name, *shape):
    return numpy_helper.from_array((random.normal(size=shape) / np.sqrt(np.prod(shape[1:]) or 1)).astype(np.float32), name)


graph = helper.make_graph(
    [
        helper.make_node("Conv", ["pixels", "w1", "b1"], ["c1"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"]),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c2"], ["r2"]),
        helper.make_node("GlobalAveragePool", ["r2"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "w3"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["shares"], axis=1),
    ],
    "vision",
    [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", 3, 24, 24])],
    [helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["N", 4])],
    [weights("w1", 6, 3, 3, 3), weights("b1", 6), weights("w2", 8, 6, 3, 3), weights("w3", 8, 4)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="image-reference")
onnx.checker.check_model(model)
(OUT / "vision.onnx").write_bytes(model.SerializeToString())
session = onnxruntime.InferenceSession(model.SerializeToString())


def prepared(image, shorter, side):
    width, height = image.size
    size = (shorter, int(shorter * height / width)) if width <= height else (int(shorter * width / height), shorter)
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = int(round((image.width - side) / 2.0)), int(round((image.height - side) / 2.0))
    pixels = np.asarray(image.crop((left, top, left + side, top + side))).astype(np.float32) / np.float32(255)
    pixels = (pixels - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])
    return pixels.transpose(2, 0, 1)[None]


for name, data in files.items():
    tensor = prepared(Image.open(io.BytesIO(data)).convert("RGB"), 29, 24)
    expected["predictions"][name] = [float(v) for v in session.run(None, {"pixels": tensor.astype(np.float32)})[0][0]]
# The photograph with each of the orientations that EXIF knows, and what Pillow makes of it.
expected["turned"] = []
for turn in range(1, 9):
    photo = Image.open(io.BytesIO(files["photo.jpg"]))
    photo.getexif()[0x0112] = turn
    upright = ImageOps.exif_transpose(photo).convert("RGB")
    expected["turned"].append({"size": upright.size, "rgb": digest(upright)})
(OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
print({name: len(data) for name, data in files.items()})
