"""Calm, dense, readable: system fonts, one accent, nothing fetched from outside."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio

FONTS = ("system-ui", "-apple-system", "Segoe UI", "Noto Sans CJK SC", "sans-serif")

CSS = """
.gradio-container {max-width: none !important; padding: 12px 20px !important;}
footer {display: none !important;}
.empty {color: var(--body-text-color-subdued); padding: 28px 16px; text-align: center;}
.talk {display: flex; flex-direction: column; gap: 10px; max-height: 58vh; overflow-y: auto; padding: 4px 8px 4px 0;}
.message {max-width: 82%; padding: 8px 12px; border-radius: 10px; background: var(--background-fill-secondary);}
.message.shopper {align-self: flex-end; background: var(--primary-100);}
.dark .message.shopper {background: var(--primary-900);}
.message.staff {border-left: 3px solid var(--primary-500);}
.who {font-size: 12px; color: var(--body-text-color-subdued);}
.said {white-space: pre-wrap; overflow-wrap: anywhere;}
.part {font-size: 13px; margin-top: 6px; color: var(--body-text-color-subdued); overflow-wrap: anywhere;}
.turn {border: 1px solid var(--border-color-primary); border-radius: 8px; padding: 8px 12px; margin-bottom: 8px;}
.turn > summary {cursor: pointer;}
.turn h4 {margin: 10px 0 4px; font-size: 13px; overflow-wrap: anywhere;}
.turn pre {font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 220px; overflow-y: auto;
  background: var(--background-fill-secondary); padding: 8px; border-radius: 6px;}
.turn table {font-size: 12px; width: 100%; border-collapse: collapse;}
.turn td, .turn th {text-align: left; padding: 2px 8px 2px 0; border-bottom: 1px solid var(--border-color-primary);
  overflow-wrap: anywhere;}
.inbox {display: flex; flex-direction: column; gap: 6px; max-height: 74vh; overflow-y: auto;}
.entry {display: grid; font-weight: normal; gap: 1px; text-align: left; padding: 8px 12px; border-radius: 8px;
  min-height: 44px; cursor: pointer;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-primary); color: inherit;}
.entry:hover, .entry:focus-visible {border-color: var(--primary-500);}
.entry.chosen {background: var(--background-fill-secondary); border-color: var(--primary-500);}
.entry.waiting {border-left: 4px solid #d97706;} .entry.staff {border-left: 4px solid var(--primary-500);}
.entry .headline {display: flex; justify-content: space-between; gap: 12px;}
.entry .latest {overflow: hidden; text-overflow: ellipsis; white-space: nowrap;}
.quiet, .who time {color: var(--body-text-color-subdued); font-weight: normal; font-size: 12px;}
.tag {border: 1px solid var(--border-color-primary); border-radius: 999px; padding: 1px 8px; font-size: 12px;}
.fault {color: var(--error-text-color, #b42318);}
.gate {font-size: 13px; padding-left: 18px;} .gate .passed b {color: #18794e;} .gate b {color: #b42318;}
.dark .gate .passed b {color: #6fd3a0;} .dark .gate b {color: #ff9b8f;}
.facts {display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; font-size: 14px;}
.facts dt {color: var(--body-text-color-subdued);} .facts dd {margin: 0;}
.summary {border-left: 3px solid var(--primary-500); padding-left: 10px; margin-top: 10px;}
.notice {font-size: 13px; min-height: 20px;}
"""


def theme() -> "gradio.themes.Base":
    import gradio

    return gradio.themes.Base(
        primary_hue="teal",
        neutral_hue="slate",
        font=list(FONTS),
        font_mono=["ui-monospace", "monospace"],
        text_size="sm",
        spacing_size="sm",
        radius_size="md",
    )
