"""Drawn pictures of the starter's world: what its model learns from."""

from __future__ import annotations

from cute_animal.starter.drawing.scene import draw_scene

__all__ = ["draw_scene"]
