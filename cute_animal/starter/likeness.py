"""How like the drawn pictures a set of generated ones is: Fréchet distance and diversity.

Both look at the judge's 128 features of whole pictures. Knows no wishes and draws nothing.

Shapes: N pictures, D features.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from PIL import Image

from cute_animal.starter.judge import Reader, judge_tensor, whole

BATCH = 32


@torch.inference_mode()
def features_of(judge: Reader, pictures: Iterable[Image.Image]) -> np.ndarray:
    """(N, 128) float64."""
    rows: list[np.ndarray] = []
    batch: list[Image.Image] = []
    for picture in pictures:
        batch.append(picture)
        if len(batch) == BATCH:
            rows.append(judge.features(whole(judge_tensor(batch))).double().numpy())
            batch.clear()
    if batch:
        rows.append(judge.features(whole(judge_tensor(batch))).double().numpy())
    return np.concatenate(rows)


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Squared Fréchet distance between Gaussians fitted to two sets of features (N, D); arXiv 1706.08500.

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)); the trace of the root is the sum of the roots of the
    eigenvalues of C1^(1/2) C2 C1^(1/2), which is symmetric.
    """
    mean1, mean2 = first.mean(0), second.mean(0)
    cov1, cov2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    values, vectors = np.linalg.eigh(cov1)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    middle = np.sqrt(np.linalg.eigvalsh(root @ cov2 @ root).clip(0)).sum()
    return float(((mean1 - mean2) ** 2).sum() + np.trace(cov1) + np.trace(cov2) - 2 * middle)


def spread(sets: Sequence[np.ndarray]) -> float:
    """Mean distance between the features (N, D) of different pictures of one wish, over wishes."""
    distances = []
    for features in sets:
        gaps = np.linalg.norm(features[:, None] - features[None], axis=-1)
        count = len(features)
        distances.append(gaps.sum() / (count * (count - 1)))
    return float(np.mean(distances))
