"""The grid on which the map draws: Web Mercator, 2**24 cells each way, and its Z-curve."""

from typing import Final

import numpy as np

from directory.catalogue.arrays import Floats, Keys

GRID_BITS: Final = 24
"""Cells of the grid are 2.4 m wide at the equator: fine enough for the cells of the deepest tile."""
LATITUDE_LIMIT: Final = 85.0511287798066
"""Web Mercator is a square up to here; what lies beyond is drawn on its edge."""


def z_codes(latitude: Floats, longitude: Floats) -> Keys:
    """Return the Morton code of each position (degrees): x in the even bits, y, from north to south, in the odd."""
    radians = np.radians(np.clip(latitude, -LATITUDE_LIMIT, LATITUDE_LIMIT))
    x = (longitude + 180) / 360
    y = 0.5 - np.arcsinh(np.tan(radians)) / (2 * np.pi)
    return _spread(_cells(x)) | _spread(_cells(y)) << np.uint64(1)


def z_code(x: int, y: int) -> int:
    """Return the Morton code of one cell."""
    column, line = (int(_spread(np.array([number], np.uint64))[0]) for number in (x, y))
    return column | line << 1


def _cells(part: Floats) -> Keys:
    """Return the cell of each coordinate in [0, 1]; the far edge belongs to the last cell."""
    return np.clip(part * 2.0**GRID_BITS, 0, 2**GRID_BITS - 1).astype(np.uint64)


def _spread(numbers: Keys) -> Keys:
    """Put a zero between the bits of each number (up to 32 bits)."""
    for shift, mask in _SPREAD_STEPS:
        numbers = (numbers | numbers << np.uint64(shift)) & np.uint64(mask)
    return numbers


_SPREAD_STEPS: Final = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
