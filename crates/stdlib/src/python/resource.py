"""Limits and use of resources, as far as they can be told: limits are remembered, not enforced."""

import posix

RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS = range(6)
RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS = 6, 7, 8, 9
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
RLIM_INFINITY = -1
error = OSError
_limits = {}

struct_rusage = posix._sequence(
    "struct_rusage",
    ("ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt")
    + ("ru_nswap", "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw"),
)


def _check(number):
    if not 0 <= number < 16:
        raise ValueError("invalid resource specified")


def getrlimit(resource, /):
    _check(resource)
    return _limits.get(resource, (RLIM_INFINITY, RLIM_INFINITY))


def setrlimit(resource, limits, /):
    _check(resource)
    soft, hard = limits
    _limits[resource] = soft, hard


def getrusage(who, /):
    """The use of processor time; all else is zero."""
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    times = posix.times()
    user, system = (times[0], times[1]) if who != RUSAGE_CHILDREN else (times[2], times[3])
    return struct_rusage((user, system, *[0] * 14))


def getpagesize():
    return 4096
