"""The light of a picture: how time of day and weather change the colours of a place.

Knows colours only; what falls from the sky is weather.py's.
"""

from __future__ import annotations

from dataclasses import dataclass

from cute_animal.starter.drawing.canvas import Color
from cute_animal.starter.drawing.palette import at_night, mix

_RAIN: dict[str, Color] = {"day": (126, 146, 182), "sunset": (138, 110, 142), "night": (42, 50, 84)}
_SNOWFALL: dict[str, Color] = {"day": (222, 232, 248), "sunset": (240, 212, 224), "night": (128, 142, 190)}


def at_sunset(color: Color, strength: float) -> Color:
    """Warm a colour of the place as a low sun does: white turns to peach, green to olive gold."""
    warm = min(255, round(color[0] * 0.9 + 26)), round(color[1] * 0.74 + 14), round(color[2] * 0.62 + 34)
    return mix(color, warm, strength)


@dataclass(frozen=True)
class Light:
    """Time of day and weather: passes a colour of the place through moonlit, warm, or greyed by clouds."""

    time: str
    weather: str

    @property
    def night(self) -> bool:
        return self.time == "night"

    @property
    def sunset(self) -> bool:
        return self.time == "sunset"

    @property
    def overcast(self) -> bool:
        return self.weather in ("rain", "snowfall")

    def by_time(self, day: Color, sunset: Color, night: Color) -> Color:
        """Choose between three colours that are already as the time wants them."""
        return night if self.night else sunset if self.sunset else day

    def under_clouds(self, color: Color, share: float) -> Color:
        """Grey a colour under rain clouds, pale it under snow clouds, leave it alone in fine weather."""
        if self.weather == "rain":
            return mix(color, _RAIN[self.time], share)
        return mix(color, _SNOWFALL[self.time], share * 0.7) if self.weather == "snowfall" else color

    def __call__(self, color: Color, strength: float = 1.0) -> Color:
        if self.night:
            color = at_night(color, strength)
        elif self.sunset:
            color = at_sunset(color, strength)
        return self.under_clouds(color, 0.2)
