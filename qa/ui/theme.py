"""The colours and the type of the page, light and dark; what is made of them is in ``static``."""

import gradio as gr

SANS = ("Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "sans-serif")
MONO = ("SFMono-Regular", "Consolas", "Liberation Mono", "monospace")

_TEAL = gr.themes.Color(
    name="vesicle",
    c50="#eef7f6",
    c100="#d6ebe9",
    c200="#aed7d3",
    c300="#7fbfb9",
    c400="#4aa19a",
    c500="#1f837c",
    c600="#0f6a64",
    c700="#0d5652",
    c800="#0d4542",
    c900="#0c3937",
    c950="#052322",
)


def theme() -> gr.themes.Base:
    """Calm paper and ink, with one accent. Fonts are those of the reader's system, so nothing is fetched."""
    return gr.themes.Base(primary_hue=_TEAL, secondary_hue=_TEAL, neutral_hue="stone", font=SANS, font_mono=MONO).set(
        body_background_fill="#fbfaf7",
        body_background_fill_dark="#14181a",
        body_text_color="#1f2528",
        body_text_color_dark="#e4e8e8",
        body_text_color_subdued="#5b6468",
        body_text_color_subdued_dark="#a0abae",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1b2123",
        background_fill_secondary="#f4f2ed",
        background_fill_secondary_dark="#20272a",
        border_color_primary="#e4e0d8",
        border_color_primary_dark="#2e373a",
        color_accent="*primary_600",
        color_accent_soft="#e2f0ee",
        color_accent_soft_dark="#17393a",
        link_text_color="#0d5652",
        link_text_color_dark="#7fd0c8",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1b2123",
        input_border_color="#cfc9be",
        input_border_color_dark="#3b464a",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        input_shadow_focus="0 0 0 3px rgb(15 106 100 / 0.14)",
        input_shadow_focus_dark="0 0 0 3px rgb(127 208 200 / 0.2)",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="#7fd0c8",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="#a6e2dc",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0b2a28",
    )
