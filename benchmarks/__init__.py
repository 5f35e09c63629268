"""Measuring programs: each prints figures and asserts nothing. `python -m benchmarks` lists them.

Each module is one program with `main(arguments)` and runs in the device's environment with the test tools
(`make benchmark NAME=latency ARGS="--data ../shared/data"`). Modules whose names begin with `_` are helpers.
"""

import pkgutil


def names() -> list[str]:
    """Return the names of all programs, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
