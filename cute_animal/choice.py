"""The preset that is set, made ready to be loaded: here already, or asked about once, before anything starts.

A general model draws only where a grown-up has set it: its pictures have no check of what they show yet.
"""

from __future__ import annotations

from cute_animal import house, hub
from cute_animal.config import BadSetting, Settings
from cute_animal.presets import PRESETS, get_preset
from cute_animal.wording import say
from cute_animal.workflow import has_workflow


def with_preset(settings: Settings) -> Settings:
    """Check what is set of presets, and put the question of fetching to a terminal if there is one to put.

    A yes is kept as `download`; the fetching is left to whoever loads it. Raises BadSetting for a preset or a
    scheduler that does not exist, for another machine's model without a preset that speaks to it, and for
    house rules that cannot be read.
    """
    house.rules(settings)
    preset = get_preset(settings.preset, anything=True)
    starter = PRESETS["starter"].name
    is_ours = settings.remote_model in (None, starter)
    if settings.remote is not None and preset.knows_only_vocabulary and not is_ours:
        # It would get the bare wish, in one step.
        name = settings.remote_model
        raise BadSetting("\n".join(say("remote-needs-a-preset", lang, name=name) for lang in ("zh", "en")))
    if settings.comfyui is not None and (settings.remote is not None or not has_workflow(preset)):
        names = ", ".join(name for name, known in PRESETS.items() if has_workflow(known))
        raise BadSetting("\n".join(say("comfyui-needs-a-preset", lang, names=names) for lang in ("zh", "en")))
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
    # Who draws elsewhere has its files itself.
    elsewhere = settings.remote is not None or settings.comfyui is not None or settings.engine is not None
    if preset.name == starter or settings.download is not None or elsewhere:
        return settings
    if hub.find_files(preset) is None:
        hub.check_fetching(preset, may_download=None)
        return settings.model_copy(update={"download": True})
    return settings
