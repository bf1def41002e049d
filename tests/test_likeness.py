"""How like drawn pictures a set is: the distance of two clouds of features, and how wide one cloud is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cute_animal.starter.judge import FEATURES, Judge
from cute_animal.starter.likeness import BATCH, features_of, frechet_distance, spread


def cloud(count: int, size: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, size))


def exactly(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """A set whose own mean and covariance are exactly these."""
    size = len(mean)
    rows = cloud(20 * size, size)
    rows -= rows.mean(0)
    whitened = rows @ np.linalg.inv(np.linalg.cholesky(np.cov(rows, rowvar=False))).T
    found: np.ndarray = mean + whitened @ np.linalg.cholesky(covariance).T
    return found


def test_a_set_is_at_no_distance_from_itself() -> None:
    features = cloud(300, 8) @ cloud(8, 8, 1)
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-6)


def test_a_shifted_set_is_as_far_as_its_shift_squared() -> None:
    features, shift = cloud(300, 8), np.arange(8) / 4
    assert frechet_distance(features, features + shift) == pytest.approx((shift**2).sum())


def test_the_distance_of_two_gaussians_is_that_of_the_formula() -> None:
    """Of covariances that have the same axes, the distance is one of their deviations."""
    turn, _ = np.linalg.qr(cloud(4, 4, 2))
    deviations = np.array([1.0, 2.0, 0.5, 3.0]), np.array([2.0, 2.0, 1.5, 1.0])
    mean = np.array([1.0, 0.0, -2.0, 0.5])
    first, second = (
        exactly(center, turn @ np.diag(widths**2) @ turn.T)
        for center, widths in zip((mean, np.zeros(4)), deviations, strict=True)
    )
    expected = (mean**2).sum() + ((deviations[0] - deviations[1]) ** 2).sum()
    assert frechet_distance(first, second) == pytest.approx(expected)


def test_the_distance_of_covariances_with_other_axes_is_that_of_the_formula() -> None:
    """tr((C1 C2)^(1/2)) from the eigenvalues of the product, which need no symmetric root."""
    covariances = [rows.T @ rows / 6 for rows in (cloud(6, 4, 3), cloud(6, 4, 4))]
    first, second = (exactly(np.zeros(4), covariance) for covariance in covariances)
    roots = np.sqrt(np.linalg.eigvals(covariances[0] @ covariances[1]).real).sum()
    expected = np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * roots
    assert frechet_distance(first, second) == pytest.approx(expected)
    assert frechet_distance(second, first) == pytest.approx(expected)


def test_sets_smaller_than_their_features_have_a_finite_distance() -> None:
    first, second = cloud(5, 16), cloud(5, 16, 1)
    assert 0 < frechet_distance(first, second) < np.inf


def test_the_spread_is_the_mean_distance_of_different_pictures() -> None:
    triangle = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    same = np.ones((5, 2))
    assert spread([triangle]) == pytest.approx((3 + 4 + 5) / 3)
    assert spread([same]) == 0
    assert spread([triangle, same]) == pytest.approx(2)


def test_features_are_those_of_each_picture_however_many_there_are() -> None:
    judge = Judge(channels=(4, 4, 4)).eval()
    shades = [Image.new("RGB", (64, 64), (shade, 100, 255 - shade)) for shade in range(0, 2 * (BATCH + 3), 2)]
    features = features_of(judge, iter(shades))
    assert features.shape == (BATCH + 3, FEATURES) and features.dtype == np.float64
    for index in (0, BATCH - 1, BATCH, BATCH + 2):
        assert np.allclose(features_of(judge, [shades[index]])[0], features[index], atol=1e-5)
    assert not np.allclose(features[0], features[-1])
