"""Makes test/models/foreign/: small models of other producers with rows and what the producer itself predicts for them.

Run once, with tools/foreign-models-requirements.txt installed (the torch part on a torch of its own is fine):
    python tools/foreign-models.py OUT [sklearn dictionary xgboost lightgbm catboost torch]
All data is drawn here from a seed. Every case is NAME.onnx and NAME.ndjson; the columns of the latter that begin with
"expected " are what the library predicts, the others feed the model. `cases.json` says how columns meet inputs.
"""
import json
import pathlib
import sys

import numpy as np

OUT = pathlib.Path(sys.argv[1])
PARTS = sys.argv[2:] or ["sklearn", "dictionary", "xgboost", "lightgbm", "catboost", "torch"]
ROWS = 24
OPSET = {"": 17, "ai.onnx.ml": 3}
OUT.mkdir(parents=True, exist_ok=True)
index_path = OUT / "cases.json"
cases = json.loads(index_path.read_text()) if index_path.exists() else {}


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (np.floating, float)):
        return None if np.isnan(value) else float(np.float32(value)) if isinstance(value, np.float32) else float(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    return None if value is None else str(value)


def save(name, model, columns, expected, mapping=None, **settings):
    """`columns` and `expected` map a name to one value per row."""
    data = model if isinstance(model, bytes) else model.SerializeToString()
    (OUT / f"{name}.onnx").write_bytes(data)
    rows = []
    for i in range(ROWS):
        row = {key: plain(values[i]) for key, values in columns.items()}
        row |= {f"expected {key}": plain(values[i]) for key, values in expected.items()}
        rows.append(json.dumps(row, ensure_ascii=False))
    (OUT / f"{name}.ndjson").write_text("\n".join(rows) + "\n")
    cases[name] = {"mapping": [{"input": k, "columns": v} for k, v in (mapping or {}).items()], **settings}
    print(f"{name}: {len(data)} bytes")


def table(seed, width=4, missing=0.0):
    random = np.random.default_rng(seed)
    x = random.normal(size=(300, width)).astype(np.float32)
    score = x[:, 0] * 2 - x[:, 1] + np.sin(x[:, 2] * 2)
    y = score + random.normal(size=300) * 0.1
    if missing:
        x[random.random(x.shape) < missing] = np.nan
    return x, y.astype(np.float32)


def wide(x):
    return {f"x{i}": x[:ROWS, i] for i in range(x.shape[1])}


def names(x):
    return [f"x{i}" for i in range(x.shape[1])]


def classes(values, labels):
    return {f"probability_{label}": values[:, i] for i, label in enumerate(labels)}


def three(y):
    return np.array(["low", "mid", "high"])[np.digitize(y, [-1, 1])]


def sklearn_models():
    import onnx.helper
    import pandas as pd
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
    from sklearn import cluster, compose, decomposition, ensemble, impute, linear_model, naive_bayes, neighbors, neural_network, pipeline, preprocessing, svm, tree

    # skl2onnx 1.20 puts NumPy's integers and booleans into attributes, which onnx refuses.
    attribute = onnx.helper.make_attribute
    onnx.helper.make_attribute = lambda key, value, *rest, **more: attribute(key, [int(v) if isinstance(v, (bool, np.bool_, np.integer)) else v for v in value] if isinstance(value, list) else value, *rest, **more)

    random = np.random.default_rng(1)
    frame = pd.DataFrame({
        "age": random.integers(18, 80, 300).astype(np.float32),
        "income": random.lognormal(8, 1, 300).astype(np.float32),
        "visits": random.integers(0, 30, 300),
        "city": random.choice(["Bern", "Zürich", "Genève"], 300),
        "plan": random.choice(["basic", "plus"], 300),
    })
    y = np.where(frame.age / 40 + (frame.city == "Bern") + random.normal(size=300) * 0.3 > 1.7, "leaves", "stays")
    frame.loc[random.random(300) < 0.15, "age"] = np.nan
    frame.loc[random.random(300) < 0.15, "income"] = np.nan
    prepare = compose.ColumnTransformer([
        ("numbers", pipeline.make_pipeline(impute.SimpleImputer(strategy="median"), preprocessing.StandardScaler()), ["age", "income"]),
        ("count", preprocessing.MinMaxScaler(), ["visits"]),
        ("texts", preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["city", "plan"]),
    ])
    kinds = [(c, FloatTensorType([None, 1]) if c in ("age", "income") else Int64TensorType([None, 1]) if c == "visits" else StringTensorType([None, 1])) for c in frame.columns]
    fed = frame.head(ROWS).copy()
    fed.loc[3, "city"] = "Lausanne"
    columns = {c: fed[c].to_numpy() for c in fed.columns}

    def mixed(name, model, target, expect, **more):
        fitted = pipeline.make_pipeline(prepare, model).fit(frame, target)
        save(name, to_onnx(fitted, initial_types=kinds, target_opset=OPSET), columns, expect(fitted), **more)

    def told(fitted):
        return {"label": fitted.predict(fed)} | classes(fitted.predict_proba(fed), fitted.classes_)

    mixed("sklearn-pipeline-logistic", linear_model.LogisticRegression(), y, told)
    mixed("sklearn-pipeline-tree", tree.DecisionTreeClassifier(max_depth=4), y, told)
    mixed("sklearn-pipeline-regressor", ensemble.GradientBoostingRegressor(n_estimators=15, max_depth=2), frame.visits * 2.5, lambda fitted: {"variable": fitted.predict(fed)})

    x, y = table(2)

    def numbers(name, model, target, expect, data=x, **more):
        fitted = model.fit(data) if target is None else model.fit(data, target)
        options = {"zipmap": False} if more.pop("plain", False) else None
        onnx = to_onnx(fitted, initial_types=[("X", FloatTensorType([None, data.shape[1]]))], target_opset=OPSET, options={id(fitted): options} if options else None)
        save(name, onnx, wide(data), expect(fitted, data[:ROWS]), {"X": names(data)}, **more)

    def label(fitted, part):
        return {"label": fitted.predict(part)} | classes(fitted.predict_proba(part), fitted.classes_)

    def value(fitted, part):
        return {"variable": fitted.predict(part)}

    numbers("sklearn-forest", ensemble.RandomForestRegressor(n_estimators=8, max_depth=4, random_state=1), y, value)
    numbers("sklearn-forest-classes", ensemble.RandomForestClassifier(n_estimators=8, max_depth=4, random_state=1), three(y), label, plain=True)
    numbers("sklearn-svc", svm.SVC(random_state=1), (y > 0).astype(int), lambda m, part: {"label": m.predict(part)})
    numbers("sklearn-svr", svm.SVR(), y, value)
    numbers("sklearn-mlp", neural_network.MLPClassifier((8,), max_iter=400, random_state=1), three(y), label)
    numbers("sklearn-naive-bayes", naive_bayes.GaussianNB(), (y > 0).astype(int), label)
    numbers("sklearn-neighbours", neighbors.KNeighborsRegressor(3), y, value)
    numbers("sklearn-several-targets", linear_model.LinearRegression(), np.stack([y, y * 2], axis=1), value)
    numbers("sklearn-kmeans", cluster.KMeans(3, n_init=3, random_state=1), None, lambda m, part: {"label": m.predict(part), "scores": m.transform(part)})
    numbers("sklearn-isolation-forest", ensemble.IsolationForest(n_estimators=10, random_state=1), None, lambda m, part: {"label": m.predict(part), "scores": m.decision_function(part)})
    numbers("sklearn-pca", pipeline.make_pipeline(preprocessing.StandardScaler(), decomposition.PCA(2)), None, lambda m, part: {"variable": m.transform(part)})
    gaps, y = table(3, missing=0.2)
    numbers("sklearn-hist-boosting", ensemble.HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=6), (y > 0).astype(int), label, gaps)


def converted(convert, model, width):
    from onnxmltools.convert.common.data_types import FloatTensorType

    return convert(model, initial_types=[("input", FloatTensorType([None, width]))], target_opset=15)


def xgboost_models():
    import xgboost
    from onnxmltools import convert_xgboost

    x, y = table(4, missing=0.2)
    part = x[:ROWS]
    two = xgboost.XGBClassifier(n_estimators=8, max_depth=3).fit(x, (y > 0).astype(int))
    save("xgboost-classes", converted(convert_xgboost, two, 4), wide(x), {"label": two.predict(part)} | classes(two.predict_proba(part), [0, 1]), {"input": names(x)})
    many = xgboost.XGBClassifier(n_estimators=5, max_depth=3).fit(x, np.digitize(y, [-1, 1]))
    save("xgboost-many-classes", converted(convert_xgboost, many, 4), wide(x), {"label": many.predict(part)} | classes(many.predict_proba(part), [0, 1, 2]), {"input": names(x)})
    value = xgboost.XGBRegressor(n_estimators=8, max_depth=3).fit(x, y)
    save("xgboost-regressor", converted(convert_xgboost, value, 4), wide(x), {"variable": value.predict(part)}, {"input": names(x)})


def lightgbm_models():
    import lightgbm
    from onnxmltools import convert_lightgbm

    x, y = table(5, missing=0.2)
    part = x[:ROWS]
    many = lightgbm.LGBMClassifier(n_estimators=5, num_leaves=6, verbose=-1).fit(x, np.digitize(y, [-1, 1]))
    save("lightgbm-classes", converted(convert_lightgbm, many, 4), wide(x), {"label": many.predict(part)} | classes(many.predict_proba(part), [0, 1, 2]), {"input": names(x)})
    value = lightgbm.LGBMRegressor(n_estimators=8, num_leaves=6, verbose=-1).fit(x, y)
    save("lightgbm-regressor", converted(convert_lightgbm, value, 4), wide(x), {"variable": value.predict(part)}, {"input": names(x)})


def catboost_models():
    import catboost

    x, y = table(6)
    part = x[:ROWS]
    settings = {"iterations": 10, "depth": 3, "verbose": False, "allow_writing_files": False, "random_seed": 1}

    def file(model):
        path = OUT / "catboost.tmp"
        model.save_model(str(path), format="onnx")
        data = path.read_bytes()
        path.unlink()
        return data

    value = catboost.CatBoostRegressor(**settings).fit(x, y)
    save("catboost-regressor", file(value), wide(x), {"predictions": value.predict(part)}, {"features": names(x)})
    two = catboost.CatBoostClassifier(**settings).fit(x, (y > 0).astype(int))
    save("catboost-classes", file(two), wide(x), {"label": two.predict(part)} | classes(two.predict_proba(part), [0, 1]), {"features": names(x)})


def torch_models():
    import io

    import torch
    from torch import nn

    torch.manual_seed(1)
    random = np.random.default_rng(7)

    def export(model, example, inputs, outputs, free):
        buffer = io.BytesIO()
        torch.onnx.export(model.eval(), example, buffer, input_names=inputs, output_names=outputs, dynamic_axes=free, opset_version=17)
        return buffer.getvalue()

    def run(model, *values):
        with torch.no_grad():
            return model(*values)

    x = random.normal(size=(ROWS, 4)).astype(np.float32)
    mlp = nn.Sequential(nn.Linear(4, 16), nn.GELU(), nn.LayerNorm(16), nn.Linear(16, 3), nn.Softmax(1))
    save("torch-mlp", export(mlp, torch.tensor(x), ["x"], ["shares"], {"x": {0: "rows"}, "shares": {0: "rows"}}), wide(x), {"shares": run(mlp, torch.tensor(x)).numpy()}, {"x": names(x)})

    images = random.random((ROWS, 1, 8, 8)).astype(np.float32)
    cnn = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 2))
    run(cnn.train(), torch.tensor(images))
    save("torch-cnn", export(cnn, torch.tensor(images), ["image"], ["logits"], {"image": {0: "rows"}, "logits": {0: "rows"}}), {"image": images}, {"logits": run(cnn.eval(), torch.tensor(images)).numpy()})

    class Sequence(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(3, 8, batch_first=True, bidirectional=True)
            self.out = nn.Linear(16, 1)

        def forward(self, steps):
            return self.out(self.lstm(steps)[0][:, -1])

    steps = random.normal(size=(ROWS, 6, 3)).astype(np.float32)
    lstm = Sequence()
    save("torch-lstm", export(lstm, torch.tensor(steps), ["steps"], ["next"], {"steps": {0: "rows", 1: "steps"}, "next": {0: "rows"}}), {"steps": steps}, {"next": run(lstm, torch.tensor(steps)).numpy()[:, 0]})

    class Layer(nn.Module):
        """A layer of a transformer as BERT has it; torch's own writes the sizes of the example into the file."""

        def __init__(self, width, heads):
            super().__init__()
            self.heads = heads
            self.qkv = nn.Linear(width, 3 * width)
            self.mix = nn.Linear(width, width)
            self.feed = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
            self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

        def forward(self, x, mask):
            rows, tokens, width = x.shape
            q, k, v = self.qkv(x).reshape(rows, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
            weights = torch.softmax(q @ k.transpose(2, 3) / (width // self.heads) ** 0.5 + (1 - mask)[:, None, None, :] * -1e9, dim=-1)
            x = self.norms[0](x + self.mix((weights @ v).transpose(1, 2).reshape(rows, tokens, width)))
            return self.norms[1](x + self.feed(x))

    class Embedder(nn.Module):
        """Two layers over tokens, mean pooled over those that the mask keeps, of length 1."""

        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding(60, 16)
            self.places = nn.Embedding(16, 16)
            self.layers = nn.ModuleList([Layer(16, 2), Layer(16, 2)])

        def forward(self, input_ids, attention_mask):
            mask = attention_mask.to(torch.float32)
            hidden = self.tokens(input_ids) + self.places(torch.arange(input_ids.shape[1])[None, :])
            for layer in self.layers:
                hidden = layer(hidden, mask)
            pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            return pooled / pooled.norm(dim=1, keepdim=True)

    lengths = random.integers(2, 10, ROWS)
    ids = [random.integers(1, 60, n).tolist() for n in lengths]
    padded = torch.zeros((ROWS, 10), dtype=torch.long)
    mask = torch.zeros((ROWS, 10), dtype=torch.long)
    for i, row in enumerate(ids):
        padded[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    model = Embedder()
    free = {"input_ids": {0: "rows", 1: "tokens"}, "attention_mask": {0: "rows", 1: "tokens"}, "embedding": {0: "rows"}}
    save("torch-embedding", export(model, (padded, mask), ["input_ids", "attention_mask"], ["embedding"], free), {"input_ids": ids, "attention_mask": [[1] * len(row) for row in ids]}, {"embedding": run(model, padded, mask).numpy()})


def dictionary_models():
    """Models that take a map for each row; the rows give it as columns, or as a list of pairs that the test makes a MAP of."""
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import DictionaryType, FloatTensorType, StringTensorType
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    random = np.random.default_rng(9)
    cities = random.choice(["Bern", "Zürich", "Genève"], 200)
    rows = [{"age": float(a), "city": str(c)} | ({"visits": float(v)} if v < 6 else {}) for a, c, v in zip(random.integers(18, 80, 200), cities, random.integers(0, 9, 200))]
    y = [int(r["age"] / 40 + (r["city"] == "Bern") + r.get("visits", 0) / 9 + random.normal() * 0.2 > 1.8) for r in rows]
    fitted = make_pipeline(DictVectorizer(sparse=False), LogisticRegression(max_iter=1000)).fit(rows, y)
    model = convert_sklearn(fitted, initial_types=[("features", DictionaryType(StringTensorType([1]), FloatTensorType([1])))], target_opset=OPSET)
    fed = rows[:ROWS]
    told = {"label": fitted.predict(fed)} | classes(fitted.predict_proba(fed), fitted.classes_)
    save("sklearn-dict-vectorizer", model, {"age": [r["age"] for r in fed], "city": [r["city"] for r in fed], "visits": [r.get("visits") for r in fed]}, told)


MAKERS = {"dictionary": dictionary_models, "sklearn": sklearn_models, "xgboost": xgboost_models, "lightgbm": lightgbm_models, "catboost": catboost_models, "torch": torch_models}
for part in PARTS:
    MAKERS[part]()
    index_path.write_text(json.dumps(cases, indent=2, ensure_ascii=False) + "\n")
