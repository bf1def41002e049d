"""The table of the species: which parts each one is made of and where things sit on its head.

Lengths are in body units (a standing animal is about 100 high); head coordinates have their origin in the
middle of the head, y down. Only numbers and names here; the parts themselves are in the other files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import Cloth, Tones

Art = Callable[[Canvas, Tones], None]


@dataclass(frozen=True)
class Species:
    """One row: shape of the head, its anchors, and the names of its parts."""

    muzzle: str
    size: float = 1.0  # against the layout's scale: tall ears ask for a smaller animal
    head_rx: float = 32.5
    head_ry: float = 27.5
    eye: tuple[float, float] = (13.3, 1.5)
    eye_r: float = 5.7
    cheek: tuple[float, float] = (22.5, 10)
    ear_top: float = 34.0  # how far ears, horns or tufts reach above the head's middle
    ear_side: float = 34.0  # and to the side
    tail: str = "none"
    body: str = "furry"  # furry, bird, wool, spiny
    hat_y: float = -20.0  # where a hat's brim sits
    hat_width: float = 1.0
    # A species may bring drawings of its own instead of the common parts. In the body's frame (origin on the
    # ground between the feet, a standing animal 100 high): `behind` (tail, wings, shell: behind everything),
    # `torso`, `on_torso` (markings, over the torso, under clothes), `legs` (legs, cloth or None, cuff).
    behind: Art | None = None
    torso: Art | None = None
    on_torso: Art | None = None
    legs: Callable[[Canvas, Tones, str, Cloth | None, float], None] | None = None
    # In the arm's frame (origin at the shoulder, x along the arm to the hand): (length, sleeve or None).
    arm: Callable[[Canvas, Tones, float, Cloth | None], None] | None = None
    # In the head's frame: `ears` (behind the head; ear size), `skull` (the head itself), `markings` (on it,
    # under eyes and nose), `front` (over it; ear size), `face` (instead of the common muzzle; expression).
    ears: Callable[[Canvas, Tones, float], None] | None = None
    skull: Art | None = None
    markings: Art | None = None
    front: Callable[[Canvas, Tones, float], None] | None = None
    face: Callable[[Canvas, Tones, str], None] | None = None
    pale_face: bool = False  # the eyes lie on light ground even if the coat is black


SPECIES_TABLE: Mapping[str, Species] = MappingProxyType(
    {
        "bear": Species("bear"),
        "panda": Species("panda", eye_r=5.4, cheek=(24.5, 13)),
        "rabbit": Species("small", size=0.86, head_rx=29.5, ear_top=60, tail="puff"),
        "cat": Species("cat", head_rx=31.5, head_ry=26, ear_top=41, tail="cat"),
        "dog": Species("dog", eye=(11.5, 0.5), ear_side=40, tail="dog"),
        "fox": Species("fox", head_ry=25.5, eye=(12, -0.5), ear_top=46, ear_side=37, tail="fox"),
        "pig": Species("pig", eye=(14, -2.5), cheek=(23, 8.5), ear_top=36, tail="pig"),
        "mouse": Species("small", size=0.94, head_rx=28.5, head_ry=25, ear_top=44, ear_side=46, tail="mouse"),
        "elephant": Species(
            "trunk", size=0.93, head_rx=27, eye=(11.5, -2.5), cheek=(18, 6), ear_top=30, ear_side=55,
            tail="tuft",
        ),
        "lion": Species(
            "bear", size=0.93, head_rx=28, head_ry=25, ear_top=40, ear_side=42, tail="lion", hat_y=-23,
        ),
        "tiger": Species("tiger", tail="tiger"),
        "koala": Species("koala", eye=(14, 0), cheek=(21.5, 10), ear_top=33, ear_side=48),
        "penguin": Species(
            "beak", size=0.95, eye=(11.5, 1), cheek=(18.5, 10), ear_top=33, body="bird", pale_face=True,
        ),
        "chick": Species("beak", size=0.9, head_rx=29.5, eye=(13, 0), cheek=(20, 9), ear_top=40, body="bird"),
        "duck": Species(
            "bill", size=0.95, head_rx=28.5, eye=(13, -3), cheek=(21, 6), ear_top=38, body="bird",
        ),
        "owl": Species(
            "owl", size=0.95, head_rx=32, eye=(12, 0), eye_r=6.6, cheek=(23, 14), ear_top=40, body="bird",
            pale_face=True,
        ),
        "frog": Species(
            "wide", head_rx=35, head_ry=23.5, eye=(19, -20.5), eye_r=6.4, cheek=(24, 6), ear_top=35,
            ear_side=36, hat_y=-30, hat_width=0.95,
        ),
        "cow": Species("cow", eye=(12.5, -4), cheek=(24, 6), ear_top=40, ear_side=45, tail="tuft"),
        "sheep": Species(
            "small", size=0.97, head_rx=25, head_ry=23, eye=(10.5, 2.5), cheek=(17, 10.5), ear_top=38,
            ear_side=44, tail="puff", body="wool", hat_y=-24,
            pale_face=True,
        ),
        "monkey": Species(
            "monkey", eye=(11, -1), cheek=(19.5, 9.5), ear_top=36, ear_side=44, tail="monkey", pale_face=True,
        ),
        "deer": Species("deer", size=0.87, head_rx=28.5, ear_top=58, ear_side=46, tail="puff", hat_y=-21),
        "hedgehog": Species(
            "hedgehog", size=0.95, head_rx=28, head_ry=25, eye=(11.5, 1), cheek=(18.5, 9.5), ear_top=42,
            ear_side=46, body="spiny", hat_y=-22,
            pale_face=True,
        ),
    }
)  # fmt: skip
