"""A council's colours and name for the page, with every pair of colours checked for contrast before it is shown.

Figures: WCAG 2.2 success criterion 1.4.3 asks 4.5 to 1 for text; 1.4.11 asks 3 to 1 for the parts of controls.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

TEXT_CONTRAST = 4.5
INK = "#0b0c0c"
WHITE = "#ffffff"
DEFAULT_COLOUR = "#12436d"
_HEX_COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\Z")


@dataclass(frozen=True)
class Brand:
    """What the layouts show of an organisation. Only `name` is needed; the colours are derived from `colour`."""

    name: str
    colour: str = DEFAULT_COLOUR
    home_url: str = "/"
    logo_url: str = ""
    initials: str = ""
    phone: str = ""
    email: str = ""
    partnership: str = ""
    custom_properties: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "custom_properties", colour_properties(self.colour))
        if not self.initials:
            object.__setattr__(self, "initials", initials_of(self.name))

    @property
    def shown_colour(self) -> str:
        """The brand colour as it is really used: the default where the given one is no colour."""
        return self.custom_properties["--brand-colour"]

    @property
    def css(self) -> str:
        """The declarations for `:root`, safe to print inside a style element: every value is a checked hex colour."""
        return "".join(f"{name}:{value};" for name, value in self.custom_properties.items())


@lru_cache(maxsize=256)
def colour_properties(colour: str) -> dict[str, str]:
    """Map one brand colour (`#rgb` or `#rrggbb`; anything else gives the default) to the stylesheet's properties.

    Text on the brand colour is white or ink, whichever contrasts more; a middling colour on which neither reaches 4.5
    to 1 is darkened until white does. The link colour is the brand colour darkened
    until it reaches 4.5 to 1 on white and on the tint.
    """
    base = normal_hex(colour) or DEFAULT_COLOUR
    if contrast(readable_text_on(base), base) < TEXT_CONTRAST:
        base = darken_until(base, WHITE, TEXT_CONTRAST)
    tint = mix(base, WHITE, 0.055)
    link = darken_until(base, tint, TEXT_CONTRAST)
    return {
        "--brand-colour": base,
        "--brand-text": readable_text_on(base),
        "--brand-link": link,
        "--brand-link-hover": mix(link, "#000000", 0.55),
        "--brand-tint": tint,
        "--brand-line": mix(base, WHITE, 0.4),
    }


def normal_hex(colour: str) -> str:
    """Return `#rrggbb` in lower case, or an empty string where `colour` is no hex colour."""
    match = _HEX_COLOUR.match((colour or "").strip())
    if match is None:
        return ""
    digits = match.group(1).lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_text_on(colour: str) -> str:
    """White or ink: the one that contrasts more with `colour` (at least 4.4 to 1)."""
    return WHITE if contrast(WHITE, colour) >= contrast(INK, colour) else INK


def darken_until(colour: str, background: str, ratio: float) -> str:
    """Darken `colour` in steps of 4 per cent until it has at least `ratio` to 1 on `background`."""
    for step in range(26):
        candidate = mix(colour, "#000000", 1 - step * 0.04)
        if contrast(candidate, background) >= ratio:
            return candidate
    return INK


def mix(colour: str, other: str, share: float) -> str:
    """Return `#rrggbb` with `share` (0 to 1) of `colour` and the rest of `other`."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{max(0, min(255, round(a * share + b * (1 - share)))):02x}" for a, b in pairs)


def initials_of(name: str) -> str:
    """Two letters that stand for a council where it has no logo: `Borough of Redditch` gives `BR`."""
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word.lower() not in {"of", "the", "and", "council"}]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


DEFAULT_BRAND = Brand(name="CivicHub")
