"""A small stand-in for the `pyperf` package: enough to run pyperformance's benchmarks unmodified, once or a few times,
in the process that imports it.

Each benchmark prints `name seconds`, the best of PYPERF_VALUES runs (3 by default) of as many loops as take
PYPERF_MIN_TIME seconds (0.1 by default), after runs that find that number out and warm up. With
PYPERF_RESULT=1 it prints what the benchmarked function returned instead.
"""

import sys
import time

try:
    from os import environ
except (ImportError, NameError):
    # An implementation whose `os` does not import yet runs with the defaults.
    environ = {}

perf_counter = time.perf_counter


def python_implementation():
    """The name of the implementation, as the package gives it."""
    return sys.implementation.name


class _Namespace:
    pass


class _ArgumentParser:
    """Knows defaults, and options given as `--name value`."""

    def __init__(self):
        self._options = []

    def add_argument(self, *names, **settings):
        self._options.append((names, settings))

    def set_defaults(self, **defaults):
        for name, value in defaults.items():
            self._options.append((("--" + name,), {"default": value}))

    def add_argument_group(self, *args, **kwargs):
        return self

    add_mutually_exclusive_group = add_argument_group

    def parse(self, arguments):
        result = _Namespace()
        rest = list(arguments)
        for names, settings in self._options:
            long = [n for n in names if n.startswith("--")] or list(names)
            dest = settings.get("dest") or long[0].lstrip("-").replace("-", "_")
            value = settings.get("default")
            action = settings.get("action")
            if action == "store_true" and value is None:
                value = False
            for name in names:
                if name.startswith("-") and name in rest:
                    index = rest.index(name)
                    if action == "store_true":
                        value = True
                        del rest[index]
                    else:
                        value = settings.get("type", str)(rest[index + 1])
                        del rest[index:index + 2]
                elif not name.startswith("-") and rest and settings.get("nargs") != "?":
                    value = settings.get("type", str)(rest.pop(0))
            if not hasattr(result, dest) or value is not None:
                setattr(result, dest, value)
        return result


class Runner:
    def __init__(self, values=None, processes=None, loops=0, add_cmdline_args=None, **kwargs):
        self.metadata = {}
        self.argparser = _ArgumentParser()
        self.args = None
        self._values = int(environ.get("PYPERF_VALUES", "3"))
        self._min_time = float(environ.get("PYPERF_MIN_TIME", "0.1"))
        self._only = environ.get("PYPERF_ONLY")
        self._show = environ.get("PYPERF_RESULT") == "1"

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse(sys.argv[1:] if args is None else args)
        return self.args

    def _report(self, name, seconds):
        print(name, repr(seconds), flush=True)

    def _skip(self, name):
        return self._only is not None and self._only != name

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
        if self._show:
            self.parse_args()
            if not self._skip(name):
                print(name, func(*args))
            return

        def time_func(loops):
            start = perf_counter()
            for _ in range(loops):
                func(*args)
            return perf_counter() - start

        self.bench_time_func(name, time_func)

    def bench_time_func(self, name, time_func, *args, inner_loops=None, metadata=None):
        self.parse_args()
        if self._skip(name):
            return
        if self._show:
            time_func(1, *args)
            print(name, "ran")
            return
        # As many loops as take long enough to be timed; finding that out warms up.
        loops = 1
        while time_func(loops, *args) < self._min_time:
            loops *= 2
        self._report(name, min(time_func(loops, *args) for _ in range(self._values)) / loops)

    def bench_async_func(self, name, func, *args, loop_factory=None, **kwargs):
        import asyncio

        def run():
            asyncio.run(func(*args))

        self.bench_func(name, run)

    def bench_command(self, name, command):
        print(name, "needs processes", file=sys.stderr)
