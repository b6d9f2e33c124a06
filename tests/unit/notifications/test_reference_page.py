"""The reference page names every event and every placeholder, so that nobody has to read the code to write a text."""

from pathlib import Path

from civichub.notifications.placeholders import EVENT_KINDS, PLACEHOLDERS

PAGE = (Path(__file__).parents[3] / "docs/reference/message-templates.md").read_text(encoding="utf-8")


def test_every_event_and_placeholder_is_on_the_page() -> None:
    missing = [name for name in (*EVENT_KINDS, *PLACEHOLDERS) if f"| `{name}`" not in PAGE]
    assert not missing, f"add to docs/reference/message-templates.md: {missing}"
