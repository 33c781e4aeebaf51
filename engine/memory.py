"""Keeping freed memory at hand for the next temporary array. No physics, no state of the engine's own."""

from functools import cache

import numpy as np

FIRST_BYTES = 8 * 2**20


@cache
def keep_freed() -> None:
    """Once per process: let the C library keep up to 16 MiB of freed memory instead of handing it back at once.

    glibc returns memory to the system as soon as 128 KiB lie free at the heap's end, and every page is then faulted
    in anew by the next temporary: half of the cost of a footprint. Freeing one large array raises that threshold to
    twice its size (mallopt(3), M_MMAP_THRESHOLD). The array is never written to, so it costs no memory; under other C
    libraries nothing happens."""
    np.empty(FIRST_BYTES, dtype=np.uint8)
