"""Typed decorators for functions that numba compiles to machine code.

The machine code is cached beside the module (or in NUMBA_CACHE_DIR), so only the first run compiles. Compiled
functions do not check the shapes of their arguments.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile with the rules of IEEE 754."""
    return cast(Function, nb.njit(cache=True)(function))


def compiled_fast(function: Function) -> Function:
    """Compile with `fastmath`: sums may be reordered, NaN and infinity are not handled."""
    return cast(Function, nb.njit(cache=True, fastmath=True)(function))
