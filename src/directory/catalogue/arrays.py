"""NumPy's types by what they hold, and arrays that nobody can change."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.unsignedinteger[Any]]
"""One code per row; 0 is "not stated"."""
Bits = NDArray[np.uint8]
Rows = NDArray[np.int32]
"""Row numbers of a catalogue."""
Index = NDArray[np.intp]
"""Row numbers in the type by which NumPy picks: picking by any other converts it each time."""
Mask = NDArray[np.bool_]
Years = NDArray[np.int16]
Ints = NDArray[np.int64]
Numbers = NDArray[np.uint32]
Places = NDArray[np.signedinteger[Any]]
"""Places in an array that may be longer than 32 bits can count."""
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

_Array = TypeVar("_Array", bound=np.ndarray[Any, Any])


def frozen(array: _Array) -> _Array:
    """Forbid writing to the array and return it: a catalogue is shared by all threads."""
    array.flags.writeable = False
    return array


def small(codes: NDArray[Any], largest: int) -> Codes:
    """Return the codes in the narrowest unsigned type that holds the largest of them."""
    return codes.astype(np.min_scalar_type(largest))
