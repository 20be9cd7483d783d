"""What a process that meets foreign files may take, at most; each limits itself as soon as it runs (see `confined`).

A module of its own, so that such a process need not load what starts processes.
"""

import resource


def confine(memory: int, seconds: int) -> None:
    """Limit this process, for good: bytes of memory, seconds of processor time, and no picture of it when it dies."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
