"""The preset that is set, made ready to be loaded: here already, or asked about once, before anything starts.

A general model draws only where a grown-up has set it: its pictures have no check of what they show yet.
"""

from __future__ import annotations

from cute_animal import hub
from cute_animal.config import BadSetting, Settings
from cute_animal.presets import PRESETS, get_preset
from cute_animal.wording import say


def with_preset(settings: Settings) -> Settings:
    """Check what is set of presets, and put the question of fetching to a terminal if there is one to put.

    A yes is kept as `download`; the fetching is left to whoever loads it. Raises BadSetting for a preset or a
    scheduler that does not exist.
    """
    preset = get_preset(settings.preset, anything=True)
    for name in settings.opened:
        get_preset(name)
    if settings.scheduler is not None and settings.scheduler not in preset.schedulers:
        names = ", ".join(preset.schedulers) or "-"
        raise BadSetting(
            "\n".join(
                say("scheduler-unknown", lang, preset=preset.name, name=settings.scheduler, names=names)
                for lang in ("zh", "en")
            )
        )
    if preset.name == PRESETS["starter"].name or settings.download is not None:
        return settings
    if hub.find_files(preset) is None:
        hub.check_fetching(preset, may_download=None)
        return settings.model_copy(update={"download": True})
    return settings
