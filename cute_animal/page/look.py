"""The page's theme and words: calm pastel colours, large type, round corners, fonts that the computer has.

Values for gradio's launch() and mount_gradio_app(); the details stand in style.css.
"""

from __future__ import annotations

import gradio as gr

from cute_animal.wording_page import PAGE

# Names of fonts, not files: gradio would fetch a web font, and the page asks no other host for anything.
FONTS = (
    "ui-rounded",
    "Hiragino Maru Gothic ProN",
    "Quicksand",
    "Nunito",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "system-ui",
    "sans-serif",
)

_ZH, _EN = ({key: sentence[language] for key, sentence in PAGE.items()} for language in ("zh", "en"))
I18N = gr.I18n(**{"en": _EN, "zh": _ZH, "zh-CN": _ZH, "zh-TW": _ZH})  # translated by the browser

SHOW_FRAME = """() => document.getElementById("show").scrollIntoView({ block: "nearest" })"""

# A picture book has no dark mode: the drawings and the pastels are made for light paper.
LIGHT_ONLY = """() => {
  const light = () => document.body.classList.remove("dark");
  light();
  new MutationObserver(light).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}"""

# A phone that sleeps cuts the page's connection while the drawing goes on: come back for it.
SLEEP_S = 10
COME_BACK = f"""() => {{
  let since = Date.now();
  document.addEventListener("visibilitychange", () => {{
    const slept = Date.now() - since > {SLEEP_S * 1000};
    since = Date.now();
    if (!document.hidden && slept && document.querySelector("#stage .drawing")) location.reload();
  }});
}}"""

ON_LOAD = f"""() => {{ ({LIGHT_ONLY})(); ({COME_BACK})(); }}"""

HEAD = '<meta name="color-scheme" content="light"><meta name="theme-color" content="#fff6ee">'


def theme() -> gr.themes.Base:
    """Return the theme. Made on call, so that importing this module does no work."""
    return gr.themes.Soft(
        primary_hue=gr.themes.colors.rose,
        secondary_hue=gr.themes.colors.orange,
        neutral_hue=gr.themes.colors.stone,
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_lg,
        spacing_size=gr.themes.sizes.spacing_md,
        font=FONTS,
        font_mono=("ui-monospace", "Consolas", "monospace"),
    ).set(
        body_background_fill="#fff6ee",
        body_background_fill_dark="#fff6ee",
        body_text_color="#4a3b44",
        block_background_fill="#ffffff",
        block_border_width="0px",
        block_radius="22px",
        layout_gap="14px",
        block_label_background_fill="#ffe9dc",
        block_label_text_color="#7a4b3a",
        block_title_text_color="#6b4a55",
        block_shadow="0 6px 24px rgba(190, 130, 110, .12)",
        input_background_fill="#fffdfb",
        input_border_color="#f3d3c4",
        input_border_color_focus="#f2a0a8",
        button_primary_background_fill="#e0587a",
        button_primary_background_fill_hover="#cf4569",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffeadb",
        button_secondary_background_fill_hover="#ffddc6",
        button_secondary_text_color="#6d4232",
        button_large_radius="999px",
        button_small_radius="999px",
    )
