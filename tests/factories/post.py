"""Scans as a scanner makes them: pages of writing, separator sheets, dirt, and sheets that went in at an angle."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageFont

A4_AT_100_DPI = (827, 1169)


def letter_page(words: str = "Dear Sir or Madam") -> Image.Image:
    """A page with writing on it."""
    page = Image.new("L", A4_AT_100_DPI, 255)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(22)
    for line in range(24):
        draw.text((90, 120 + line * 36), f"{words}. " * 3, fill=20, font=font)
    return page


def blank_page() -> Image.Image:
    return Image.new("L", A4_AT_100_DPI, 252)


def separator_page(code: str, *, kind: str = "code128", degrees: float = 0.0, dirt: int = 0) -> Image.Image:
    """A separator sheet as it comes out of the scanner, turned by `degrees` and with so many specks of dirt."""
    page = Image.new("L", A4_AT_100_DPI, 255)
    bars = zxingcpp.BarcodeFormat.Code128 if kind == "code128" else zxingcpp.BarcodeFormat.QRCode
    scale = 2 if kind == "code128" else 10
    drawn = Image.fromarray(zxingcpp.create_barcode(code, bars).to_image(scale=scale, add_quiet_zones=True))
    drawn = drawn.convert("L").resize((drawn.width, max(drawn.height, 140) if kind == "code128" else drawn.height))
    page.paste(drawn, ((page.width - drawn.width) // 2, 400))
    if degrees:
        page = page.rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC)
    grains = random.Random(7)
    for _ in range(dirt):
        page.putpixel((grains.randrange(page.width), grains.randrange(page.height)), grains.choice((0, 255)))
    return page.filter(ImageFilter.GaussianBlur(0.4)) if dirt else page


def as_pdf(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=100)
    return out.getvalue()


def as_tiff(pages: Sequence[Image.Image], *, compression: str = "tiff_deflate") -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=list(pages[1:]), compression=compression, dpi=(100, 100))
    return out.getvalue()
