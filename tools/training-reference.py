"""Writes test/training/data: public tables, and how well scikit-learn's algorithms do on them.

    python3 -m venv venv && venv/bin/pip install scikit-learn pandas
    venv/bin/python tools/training-reference.py

Every score is the mean over five folds; row i is held out in fold i % 5.
"""

import json
from pathlib import Path
from time import perf_counter

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

TARGET = Path(__file__).resolve().parent.parent / "test" / "training" / "data"
SEEDS = range(5)


def over_folds(make, x, y, score):
    results = []
    for seed in SEEDS:
        for fold in range(5):
            held = np.arange(len(y)) % 5 == fold
            model = make(seed).fit(x[~held], y[~held])
            results.append(score(model, x[held], y[held]))
    return float(np.mean(results))


def accuracy(model, x, y):
    return model.score(x, y)


classifiers = {
    "logistic": lambda seed: make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000, tol=1e-8)),
    "tree": lambda seed: DecisionTreeClassifier(random_state=seed),
    "forest": lambda seed: RandomForestClassifier(random_state=seed),
    "boosting": lambda seed: HistGradientBoostingClassifier(random_state=seed),
}
regressors = {
    "linear": lambda seed: make_pipeline(StandardScaler(), LinearRegression()),
    "tree": lambda seed: DecisionTreeRegressor(max_depth=3, random_state=seed),
    "forest": lambda seed: RandomForestRegressor(random_state=seed),
    "boosting": lambda seed: HistGradientBoostingRegressor(random_state=seed),
}

reference = {"scikit-learn": sklearn.__version__, "classification": {}, "regression": {}}
for name, load, models in [
    ("wine", load_wine, classifiers),
    ("breast-cancer", load_breast_cancer, classifiers),
    ("diabetes", load_diabetes, regressors),
]:
    data = load(as_frame=True, scaled=False) if load is load_diabetes else load(as_frame=True)
    frame = data.frame
    frame.columns = [str(c) for c in frame.columns]
    frame.to_csv(TARGET / f"{name}.csv", index=False, lineterminator="\n")
    x, y = data.data.to_numpy().astype(np.float32), data.target.to_numpy()
    kind = "regression" if load is load_diabetes else "classification"
    reference[kind][name] = {key: over_folds(make, x, y, accuracy) for key, make in models.items()}

wine = StandardScaler().fit_transform(load_wine().data.astype(np.float32))
cancer = load_breast_cancer()
reference["clustering"] = {
    "wine": float(KMeans(3, n_init=20, random_state=0).fit(wine).inertia_ / len(wine)),
}
reference["anomaly"] = {
    "breast-cancer": float(np.mean([
        roc_auc_score(cancer.target == 0, -IsolationForest(random_state=s).fit(cancer.data).score_samples(cancer.data))
        for s in SEEDS
    ])),
}
logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000, tol=1e-10)).fit(cancer.data, cancer.target)
reference["log loss of logistic"] = {
    "breast-cancer": float(log_loss(cancer.target, logistic.predict_proba(cancer.data))),
}
(TARGET / "reference.json").write_text(json.dumps(reference, indent=2) + "\n")
print(json.dumps(reference, indent=2))
