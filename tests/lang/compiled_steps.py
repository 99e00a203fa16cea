# What compiled loops leave to the interpreter, instruction by instruction: frames that it enters, exceptions that a frame
# of the trace handles, and natives that are called without frames until they need some.
import sys


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


# Exceptions that are raised in a called function and handled by its caller, in each round or in some.
def lookup(table, key):
    return table[key]


def look_up_all(table, keys):
    found, missing = 0, []
    for key in keys:
        try:
            found += lookup(table, key)
        except KeyError as error:
            missing.append(error.args[0])
    return found, len(missing), missing[:2], missing[-1:]


print(look_up_all({1: 1}, [1] * 2000 + [2, 1, 3] * 800))
print(look_up_all({1: 1}, [2] * 3000))


def keep(table, key, item):
    try:
        table[key].append(item)
    except KeyError:
        table[key] = [item]


def keep_all(count):
    table = {}
    for n in range(count):
        keep(table, n % 900 if n < 1800 else n, n)
    return len(table), table[5], table[count - 1]


print(keep_all(4000))


def traced(count):
    depths = set()
    for n in range(count):
        try:
            lookup({}, n)
        except KeyError as error:
            depth, traceback = 0, error.__traceback__
            while traceback:
                depth, traceback = depth + 1, traceback.tb_next
            depths.add((depth, error.__traceback__.tb_frame.f_code.co_name))
    return depths


print(traced(3000))


def finally_runs(count):
    log = []
    for n in range(count):
        try:
            try:
                lookup({} if n % 3 else {n: n}, n)
            finally:
                log.append(n)
        except KeyError:
            pass
    return len(log), log[-1]


print(finally_runs(3000))


# Calls that the interpreter arranges.
def variable(a, *rest, scale=1, **more):
    return (a + sum(rest)) * scale + len(more)


def call_variably(count):
    total = 0
    args, words = (1, 2), {"scale": 2}
    for n in range(count):
        total += variable(*args, n, **words) + variable(n, x=1, y=2) + variable(1, scale=n)
    return total


print(call_variably(3000))


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def norm(self):
        return self.x * self.x + self.y * self.y

    def __call__(self, by):
        return Point(self.x + by, self.y)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


class Odd(Point):
    def __init__(self, x, y):
        super().__init__(x, y)
        if x == 2500:
            return 1


def make_points(count, kind=Point):
    total, point = 0, kind(0, 0)
    for n in range(count):
        point = kind(n, 1)(1) + kind(1, 1)
        total += point.norm
    return total


print(make_points(3000), attempt(make_points, 3000, Odd))


def generators(count):
    total = 0
    for n in range(count):
        total += sum(i for i in range(n % 5)) + len([*(i for i in "ab")])
    return total


print(generators(3000))


# Natives that run no Python, until they do.
class Key:
    calls = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        Key.calls += 1
        return self.n

    def __eq__(self, other):
        Key.calls += 1
        return self.n == other


class Slow(dict):
    def __missing__(self, key):
        return "missing"

    def get(self, key, default=None):
        return "got"


def natives(tables, keys):
    got, within, counted = [], 0, {}
    for table in tables:
        for key in keys:
            got.append(table.get(key, "none"))
            within += key in table
            counted[key] = counted.setdefault(key, 0) + 1
    return len(got), got[0], got[-1], within, sum(counted.values())


plain = {n: n for n in range(10)}
print(natives([plain] * 100, list(range(20)) + ["a", (1, "b"), 1.5, None, True, int]))
print(natives([plain] * 100, [3, Key(5)]), Key.calls > 0)
print(natives([plain, Slow(plain)] * 100, [3, 11]))
print(natives([Slow(plain)] * 200, [3, 11]))
print(attempt(natives, [plain] * 300, [1, []]))


def attributes(objects):
    seen = []
    for item in objects:
        seen.append((getattr(item, "x", "no x"), hasattr(item, "y"), isinstance(item, Point), issubclass(type(item), Point), callable(item)))
    return len(seen), sorted(set(map(str, seen)))


class Dynamic:
    def __getattr__(self, name):
        if name == "y":
            raise AttributeError(name)
        return name * 2


class Property:
    @property
    def x(self):
        return sys._getframe(1).f_code.co_name

    @property
    def y(self):
        raise AttributeError("y")


print(attributes([Point(1, 2)] * 2000 + [Dynamic(), Property(), 5, len] * 300))
print(attributes([Property(), Dynamic()] * 1000))


def methods(objects):
    total = []
    for item in objects:
        append = item.append
        append(1)
        total.append(len(item))
    return sum(total)


class Logged(list):
    def append(self, item):
        super().append(item)
        super().append(sys._getframe(1).f_code.co_name)


print(methods([[] for _ in range(2000)] + [Logged() for _ in range(1000)]))


def types(values):
    found = {}
    for value in values:
        kind = type(value)
        found[kind] = found.get(kind, 0) + 1
    return sorted((kind.__name__, count) for kind, count in found.items())


print(types([1] * 1500 + ["a", 2.5, None, True, False, (), Point, Point(1, 2)] * 300))


# Iteration over containers that change or end.
def iterate(containers):
    total = 0
    for container in containers:
        for item in container:
            total += len(item) if isinstance(item, tuple) else 1
    return total


print(iterate([{1: 2}.items(), {3}, "ab", (1, 2), [1, (2, 3)], range(2), {4: 5}] * 500))


def shrink(count):
    table = {n: n for n in range(count)}
    for key, value in table.items():
        if key == count - 5:
            del table[0]
    return "not here"


print(attempt(shrink, 3000))


def dies(count):
    log = []

    class Item:
        def __init__(self, n):
            self.n = n

        def __del__(self):
            log.append(self.n)

    table, items = {}, []
    for n in range(count):
        table["item"] = Item(n)
        items.append(Item(-n))
        if n % 2:
            items.clear()
    return len(log), log[-1] != count - 1, "item" in table


print(dies(3000))


# An iterator that ends lets go of its container, which may have been the last to hold what was read from it.
def last_of(first, second):
    for item in ([first], [second]):
        pass
    return item


def last_items(count):
    items = []
    for n in range(count):
        item = last_of(n, -n)
        other = [0]
        items.append((item, other))
    return items


print(all(item == [-n] and other == [0] for n, (item, other) in enumerate(last_items(3000))))
