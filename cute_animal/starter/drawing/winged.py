"""The table of birds, insects, dinosaurs and dragons of the second cast.

Each row says which common parts a species uses and brings drawings of its own for the rest (species.Species);
these are in birds, dinosaurs and insects.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing import birds, dinosaurs, insects, trims
from cute_animal.starter.drawing.species import Species

WINGED: Mapping[str, Species] = MappingProxyType(
    {
        "parrot": Species(
            "beak", size=0.95, head_rx=30, head_ry=27, eye=(14, -1), cheek=(22.5, 9), ear_top=50,
            ear_side=50, body="bird", behind=birds.parrot_tail, arm=birds.parrot_arm,
            ears=birds.parrot_crest, markings=birds.parrot_markings, face=birds.parrot_face, pale_face=True,
        ),
        "flamingo": Species(
            "beak", size=1.0, head_rx=22.5, head_ry=26, eye=(14, -4.5), cheek=(19.5, 4.5), ear_top=42,
            ear_side=44, hat_y=-22, behind=birds.flamingo_tail, torso=birds.flamingo_torso,
            legs=birds.flamingo_legs, arm=birds.flamingo_arm, skull=birds.flamingo_skull,
            ears=birds.flamingo_ears, face=birds.flamingo_face,
        ),
        "peacock": Species(
            "beak", size=0.95, head_rx=27, head_ry=24, eye=(11.5, -0.5), cheek=(18.5, 8), ear_top=50,
            ear_side=54, body="bird", behind=birds.peacock_fan, ears=birds.peacock_crown,
            markings=birds.peacock_markings, pale_face=True,
        ),
        "bee": Species(
            "small", size=0.93, head_rx=30, head_ry=27, eye=(13, 0), cheek=(21, 9), ear_top=46, ear_side=55,
            behind=insects.bee_behind, on_torso=insects.bee_stripes, legs=trims.dark_legs,
            arm=trims.dark_arm, ears=insects.bee_feelers, face=insects.plain_face,
        ),
        "butterfly": Species(
            "small", size=0.93, head_rx=28, head_ry=25.5, eye=(12.5, 0), cheek=(20, 8.5), ear_top=48,
            ear_side=58, behind=insects.butterfly_wings, ears=insects.butterfly_feelers,
            face=insects.plain_face,
        ),
        "ladybug": Species(
            "small", size=0.95, head_rx=29.5, head_ry=26.5, eye=(12, 1), cheek=(18.5, 9.5), ear_top=42,
            ear_side=46, behind=insects.ladybug_shell, legs=trims.dark_legs, arm=trims.dark_arm,
            ears=insects.ladybug_feelers, skull=insects.ladybug_skull, markings=insects.ladybug_face_ground,
            face=insects.pale_face, pale_face=True,
        ),
        "snail": Species(
            "small", size=0.93, head_rx=28.5, head_ry=26, eye=(12.5, 1), cheek=(20, 9.5), ear_top=48,
            ear_side=56, behind=insects.snail_shell, legs=insects.snail_foot, ears=insects.snail_feelers,
            face=insects.plain_face,
        ),
        "dinosaur": Species(
            "small", size=0.97, head_rx=34, head_ry=28, eye=(17, -6), cheek=(26.5, 6), ear_top=42,
            ear_side=52, behind=dinosaurs.dinosaur_behind, arm=dinosaurs.dinosaur_arm,
            ears=dinosaurs.dinosaur_spikes, face=dinosaurs.dinosaur_face,
        ),
        "triceratops": Species(
            "small", size=0.9, head_rx=28, head_ry=25.5, eye=(13.5, -1.5), cheek=(21, 8), ear_top=56,
            ear_side=50, behind=dinosaurs.triceratops_tail, ears=dinosaurs.triceratops_frill,
            front=dinosaurs.triceratops_horns, face=dinosaurs.triceratops_face,
        ),
        "dragon": Species(
            "small", size=0.95, head_rx=30.5, head_ry=26.5, eye=(14, -2.5), cheek=(22.5, 8), ear_top=42,
            ear_side=56, behind=dinosaurs.dragon_behind, on_torso=dinosaurs.dragon_belly,
            ears=dinosaurs.dragon_horns, face=dinosaurs.dragon_face,
        ),
    }
)  # fmt: skip
