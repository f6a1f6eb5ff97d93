#!/usr/bin/env python3
"""Makes embeddings.json: numpy's eigenvalues, scikit-learn's PCA to 65 % and its reconstruction errors. Deterministic."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(5)
mixing = rng.normal(size=(8, 8)) * np.linspace(2, 0.2, 8)
points = rng.normal(size=(120, 8)) @ mixing + 3
points[:, 5] = 7.25
other = rng.normal(size=(10, 8)) @ mixing
scaler = StandardScaler().fit(points)
pca = PCA(0.65, svd_solver="full").fit(scaler.transform(points))


def errors(rows):
    z = scaler.transform(rows)
    return np.linalg.norm(z - pca.inverse_transform(pca.transform(z)), axis=1).tolist()


matrix = np.cov(rng.normal(size=(30, 12)) @ rng.normal(size=(12, 12)), rowvar=False, bias=True)
answer = {
    "points": points.ravel().tolist(), "other": other.ravel().tolist(), "dimension": 8, "mean": points.mean(0).tolist(),
    "covariance": np.cov(points, rowvar=False, bias=True).ravel().tolist(), "components": int(pca.n_components_),
    "shares": pca.explained_variance_ratio_.tolist(), "errors": errors(points), "otherErrors": errors(other),
}
print("numpy", np.__version__, "scikit-learn", sklearn.__version__)
(pathlib.Path(__file__).parent / "embeddings.json").write_text(json.dumps(answer, separators=(",", ":")) + "\n")
