"""Writes scored rows of public tables to test/training/data, and scikit-learn's figures of them.

    python3 -m venv venv && venv/bin/pip install -r tools/training-requirements.txt
    venv/bin/python tools/evaluation-reference.py

Models see three columns only, so that there is something to count; row i is scored by a model that did not see fold i % 5.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, label_binarize

TARGET = Path(__file__).resolve().parent.parent / "test" / "training" / "data"


def scored(x, y, make, predict):
    folds = np.arange(len(y)) % 5
    rows = [None] * len(y)
    for fold in range(5):
        model = make().fit(x[folds != fold], y[folds != fold])
        for i, said in zip(np.flatnonzero(folds == fold), predict(model, x[folds == fold])):
            rows[i] = said
    return np.array(rows, dtype=float)


def of_classes(truth, names, shares, positive):
    label = np.array(names)[shares.argmax(axis=1)]
    by_name = np.argsort(names)
    report = metrics.classification_report(truth, label, output_dict=True, zero_division=0)
    binary = label_binarize(truth, classes=names)
    if positive is not None:
        at, y = names.index(positive), truth == positive
        roc, pr = metrics.roc_auc_score(y, shares[:, at]), metrics.average_precision_score(y, shares[:, at])
        brier = metrics.brier_score_loss(y, shares[:, at])
    else:
        roc = metrics.roc_auc_score(truth, shares, multi_class="ovr", labels=names)
        pr = metrics.average_precision_score(binary, shares, average="macro")
        brier = float(np.mean(((shares - binary) ** 2).sum(axis=1)))
    whole = {
        "accuracy": metrics.accuracy_score(truth, label),
        "balanced accuracy": metrics.balanced_accuracy_score(truth, label),
        **{
            f"{average} {title}": report[f"{average} avg"][key]
            for average in ("macro", "weighted")
            for title, key in (("precision", "precision"), ("recall", "recall"), ("F1", "f1-score"))
        },
        "Matthews correlation": metrics.matthews_corrcoef(truth, label),
        "log loss": metrics.log_loss(truth, shares[:, by_name], labels=np.array(names)[by_name]),
        "Brier score": brier,
        "ROC AUC": roc,
        "PR AUC": pr,
    }
    classes = {n: {"precision": report[n]["precision"], "recall": report[n]["recall"], "F1": report[n]["f1-score"]} for n in names}
    return {"whole": whole, "classes": classes, "confusion": metrics.confusion_matrix(truth, label, labels=names).tolist()}


def of_numbers(truth, said):
    residual = truth - said
    return {
        "RMSE": metrics.root_mean_squared_error(truth, said),
        "MAE": metrics.mean_absolute_error(truth, said),
        "R²": metrics.r2_score(truth, said),
        "MAPE": metrics.mean_absolute_percentage_error(truth, said),
        "median absolute error": metrics.median_absolute_error(truth, said),
        "largest error": metrics.max_error(truth, said),
        "mean residual": float(residual.mean()),
        **{f"residual, {q} % below": float(np.quantile(residual, q / 100)) for q in (5, 25, 50, 75, 95)},
    }


def by_slice(rows, account):
    return {key: account(part) for key, part in rows.groupby("part")}


def classes_of(data, columns, positive):
    names = [str(name) for name in data.target_names]
    truth = np.array(names)[data.target]
    x = data.data[:, columns]
    shares = scored(x, data.target, lambda: make_pipeline(StandardScaler(), LogisticRegression()), lambda m, x: m.predict_proba(x))
    # Few digits, so that equal scores happen; they still sum to 1.
    shares = shares.round(3)
    shares[:, -1] = (1 - shares[:, :-1].sum(axis=1)).round(3)
    frame = pd.DataFrame({"truth": truth, "part": np.where(np.arange(len(x)) % 3 == 0, "third", "others")})
    for i, name in enumerate(names):
        frame[f"probability_{name}"] = shares[:, i]
    frame["label"] = np.array(names)[shares.argmax(axis=1)]
    account = lambda rows: of_classes(rows["truth"].to_numpy(), names, rows[[f"probability_{n}" for n in names]].to_numpy(), positive)
    result = {**account(frame), "slices": {key: {k: of["whole"][k] for k in ("accuracy", "log loss", "ROC AUC")} for key, of in by_slice(frame, account).items()}}
    if positive is not None:
        y, p = truth == positive, frame[f"probability_{positive}"]
        fpr, tpr, _ = metrics.roc_curve(y, p, drop_intermediate=False)
        precision, recall, _ = metrics.precision_recall_curve(y, p)
        observed, mean = calibration_curve(y, p, n_bins=10)
        result["curves"] = {
            "ROC": [fpr.tolist(), tpr.tolist()],
            "precision-recall": [recall[::-1].tolist(), precision[::-1].tolist()],
            "calibration": [mean.tolist(), observed.tolist()],
        }
    return frame, result


breast_cancer = load_breast_cancer()
frame, binary = classes_of(breast_cancer, [1, 9, 14], "malignant")
frame.to_csv(TARGET / "scored-breast-cancer.csv", index=False)
frame, several = classes_of(load_wine(), [0, 1, 2], None)
frame.to_csv(TARGET / "scored-wine.csv", index=False)
diabetes = load_diabetes()
said = scored(diabetes.data[:, [0, 2, 3]], diabetes.target, LinearRegression, lambda m, x: m.predict(x)).round(3)
frame = pd.DataFrame({"truth": diabetes.target, "part": np.where(np.arange(len(said)) % 3 == 0, "third", "others"), "prediction": said})
frame.to_csv(TARGET / "scored-diabetes.csv", index=False)
numbers = lambda rows: of_numbers(rows["truth"].to_numpy(), rows["prediction"].to_numpy())
result = {
    "scikit-learn": sklearn.__version__,
    "breast-cancer": binary,
    "wine": several,
    "diabetes": {"whole": numbers(frame), "slices": {key: {k: of[k] for k in ("RMSE", "R²")} for key, of in by_slice(frame, numbers).items()}},
}
(TARGET / "evaluation.json").write_text(json.dumps(result, indent=1, ensure_ascii=False, default=float) + "\n")
