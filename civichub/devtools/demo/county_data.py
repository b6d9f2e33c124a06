"""Brackenshire on the ground: its wards, where each has its centre, and the divisions and parishes made of them.

The county is laid over a real stretch of the English Midlands (National Grid 400 to 440 km east, 240 to 280 north), so
that distances, sunsets and map tiles are plausible; nothing in it is what stands there. Codes follow the ONS pattern
with numbers beyond those in use.
"""

from __future__ import annotations

from dataclasses import dataclass

WEST, SOUTH = 400_000, 240_000
# The county's outline before it is roughened: kilometres east and north of its south-west corner, anticlockwise.
OUTLINE_KM = (
    *((2.0, 3.5), (9.0, 0.8), (17.5, 2.6), (24.0, 0.5), (33.5, 1.6), (39.2, 4.4), (37.8, 12.0), (39.6, 20.5)),
    *((38.2, 28.5), (39.0, 36.2), (31.5, 39.4), (22.5, 37.6), (13.5, 39.5), (4.4, 38.6), (1.0, 31.0), (2.6, 22.0)),
    (0.6, 12.5),
)


@dataclass(frozen=True)
class Ward:
    """A ward: its centre in kilometres, the post town, the outward postcode, and its weight among addresses.

    `village` is the locality in its addresses; empty in a town.
    """

    name: str
    district: str
    east_km: float
    north_km: float
    town: str
    outcode: str
    weight: int
    division: str
    village: str = ""

    @property
    def centre(self) -> tuple[float, float]:
        """Metres on the National Grid."""
        return WEST + self.east_km * 1000, SOUTH + self.north_km * 1000


WARDS: tuple[Ward, ...] = (
    Ward("Castle", "lodebury", 20.0, 20.2, "Lodebury", "BK1", 330, "Lodebury Centre"),
    Ward("Abbey", "lodebury", 18.3, 21.4, "Lodebury", "BK1", 300, "Lodebury Centre"),
    Ward("Riverside", "lodebury", 20.4, 18.2, "Lodebury", "BK2", 290, "Lodebury South"),
    Ward("Northgate", "lodebury", 20.6, 22.6, "Lodebury", "BK2", 280, "Lodebury North"),
    Ward("Hillfields", "lodebury", 17.2, 18.8, "Lodebury", "BK3", 260, "Lodebury South"),
    Ward("Eastholme", "lodebury", 22.7, 20.3, "Lodebury", "BK3", 260, "Lodebury North"),
    Ward("Wickham Heath", "lodebury", 25.0, 17.0, "Lodebury", "BK3", 120, "Wickham Heath", "Wickham Heath"),
    Ward("Ashmere", "lodebury", 14.6, 23.2, "Lodebury", "BK3", 110, "Ashmere", "Ashmere"),
    Ward("Harnwick Guildhall", "harnwick", 10.0, 31.0, "Harnwick", "BK4", 290, "Harnwick"),
    Ward("Harnwick Mill", "harnwick", 12.2, 29.4, "Harnwick", "BK4", 260, "Harnwick"),
    Ward("Kestleham", "harnwick", 5.2, 34.2, "Harnwick", "BK5", 240, "Kestleham and Wendle", "Kestleham"),
    Ward("Wendle", "harnwick", 14.4, 35.4, "Harnwick", "BK5", 130, "Kestleham and Wendle", "Wendle St Mary"),
    Ward("Priors Hay", "harnwick", 5.4, 27.0, "Harnwick", "BK6", 110, "Priors Hay", "Priors Hay"),
    Ward("Long Strenham", "harnwick", 17.4, 30.2, "Harnwick", "BK6", 120, "Long Strenham", "Long Strenham"),
    Ward("Pellingford Central", "pellingford", 31.0, 30.6, "Pellingford", "BK7", 320, "Pellingford West"),
    Ward("Queensway", "pellingford", 32.8, 29.2, "Pellingford", "BK7", 300, "Pellingford East"),
    Ward("Brookside", "pellingford", 29.0, 29.2, "Pellingford", "BK8", 290, "Pellingford West"),
    Ward("Newlands", "pellingford", 31.2, 33.0, "Pellingford", "BK8", 280, "Pellingford East"),
    Ward("Thornhey", "pellingford", 25.4, 33.6, "Pellingford", "BK9", 120, "Thornhey", "Thornhey"),
    Ward("Skelbrook", "pellingford", 35.6, 25.2, "Pellingford", "BK9", 110, "Skelbrook", "Skelbrook"),
    Ward("Tarrowby", "tarrow-vale", 9.4, 9.6, "Tarrowby", "BK10", 280, "Tarrowby"),
    Ward("Tarrowby Wharf", "tarrow-vale", 11.6, 11.2, "Tarrowby", "BK10", 220, "Tarrowby"),
    Ward("Upper Tarrow", "tarrow-vale", 5.2, 16.2, "Tarrowby", "BK11", 120, "Upper Tarrow", "Upper Tarrow"),
    Ward("Nether Tarrow", "tarrow-vale", 12.4, 4.4, "Tarrowby", "BK12", 110, "Tarrow Levels", "Nether Tarrow"),
    Ward("Sallow Marsh", "tarrow-vale", 17.6, 8.2, "Tarrowby", "BK12", 110, "Tarrow Levels", "Sallow Marsh"),
    Ward("Dunmarrow", "dunmarrow", 31.0, 9.4, "Dunmarrow", "BK13", 300, "Dunmarrow"),
    Ward("Ironbank", "dunmarrow", 28.8, 11.2, "Dunmarrow", "BK13", 220, "Dunmarrow"),
    Ward("Great Yarrow", "dunmarrow", 35.2, 14.6, "Dunmarrow", "BK14", 120, "The Forest", "Great Yarrow"),
    Ward("Charcoal Bank", "dunmarrow", 25.2, 5.0, "Dunmarrow", "BK15", 110, "The Forest", "Charcoal Bank"),
    Ward("Forest Edge", "dunmarrow", 35.4, 5.6, "Dunmarrow", "BK15", 100, "The Forest", "Edgeley Cross"),
)
WARD_CODES = {ward.name: f"E05999{number:03}" for number, ward in enumerate(WARDS, start=1)}
DIVISIONS = tuple(dict.fromkeys(ward.division for ward in WARDS))
DIVISION_CODES = {name: f"E58999{number:03}" for number, name in enumerate(DIVISIONS, start=1)}


@dataclass(frozen=True)
class Parish:
    """A parish around the centre of one ward, not reaching beyond it; `radius_km` before its edge is roughened."""

    slug: str
    name: str
    code: str
    ward: str
    radius_km: float


PARISH_AREAS = (
    Parish("kestleham", "Kestleham", "E04999001", "Kestleham", 2.4),
    Parish("upper-tarrow", "Upper Tarrow", "E04999002", "Upper Tarrow", 2.8),
)
