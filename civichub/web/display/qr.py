"""QR codes as pictures that stand in the page itself."""

from __future__ import annotations

import segno


def qr_image(text: str, *, scale: int = 5) -> str:
    """A ``data:`` address of the code as SVG, black on white with its quiet zone, for the `src` of an image."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=scale, border=4, light="#fff"))
