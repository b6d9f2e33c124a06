"""The channel report as bars: geometry only; the table beside it holds every number."""

from __future__ import annotations

from dataclasses import dataclass

from civichub.performance.queries import ChannelReport

WIDTH, HEIGHT, LEFT, TOP, FOOT = 720, 260, 64, 12, 30


@dataclass(frozen=True)
class Bar:
    """One month: two stacked parts, in units of the drawing."""

    label: str
    x: float
    width: float
    assisted_y: float
    assisted_height: float
    alone_y: float
    alone_height: float
    says: str

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Bars:
    """The drawing: bars, and lines across it with their numbers."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - 4
    label_y: int = HEIGHT - 10


def bars_of(report: ChannelReport) -> Bars | None:
    """The stacked bars of a report, or None when it counts nothing."""
    assisted, alone = _by_month(report, False), _by_month(report, True)
    most = max((a + s for a, s in zip(assisted, alone, strict=True)), default=0)
    if not most:
        return None
    top = _round_up(most)
    tall, step = HEIGHT - TOP - FOOT, (WIDTH - LEFT - 4) / len(report.months)
    every = -(-len(report.months) // 12)
    bars = []
    for index, month in enumerate(report.months):
        lower, upper = assisted[index] * tall / top, alone[index] * tall / top
        label = f"{month:%b %y}" if index % every == 0 else ""
        says = f"{month:%B %Y}: {assisted[index]:,} assisted, {alone[index]:,} self-service"
        floor = TOP + tall
        bars.append(
            Bar(label, round(LEFT + index * step + step * 0.14, 1), round(step * 0.72, 1), round(floor - lower, 1),
                round(lower, 1), round(floor - lower - upper, 1), round(upper, 1), says)
        )  # fmt: skip
    lines = tuple((round(TOP + tall - tall * part / 4, 1), f"{top * part // 4:,}") for part in range(5))
    return Bars(tuple(bars), lines)


def _by_month(report: ChannelReport, alone: bool) -> list[int]:
    lines = [line for line in report.lines if line.self_service == alone]
    return [sum(line.by_month[index] for line in lines) for index in range(len(report.months))]


def _round_up(number: int) -> int:
    """The next number of the kind 4, 8, 12, 20, 40 … that a scale of four steps reads well at."""
    size = 1
    while True:
        for step in (4, 8, 12, 20, 24, 32):
            if step * size >= number:
                return step * size
        size *= 10
