# Native functions that consume generators: what is yielded is taken where it is yielded, the generator runs on. Whether that
# can be seen: by types that change, exceptions, early ends, code that looks at the generator or at what is being made.
import sys


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def each(values, log=None):
    for value in values:
        got = yield value
        if log is not None:
            log.append(got)


NUMBERS = list(range(3000))

# Everything that consumes, with what it takes at once and what not.
for consume in (sum, min, max, any, all, list, tuple, set, frozenset, sorted, len):
    for values in (NUMBERS, [1.5, 2.5] * 1500, [0] * 3000 + ["x"], [True, 2**70, 0.5, -1] * 800, [(1, 2), (0, 3)] * 800):
        result = attempt(consume, each(values))
        if isinstance(result, (list, tuple, set, frozenset)):
            result = type(result).__name__, len(result), sorted(map(str, result))[:3]
        print(consume.__name__, result)

print(sum(each([0.1] * 3000)), sum(each([1e16, 1.0, -1e16] * 1000)), sum(each([1, 0.5, 2**80, 0.25])))
print(sum(each([[1], [2]]), [0]), attempt(sum, each(["a"]), ""), sum(each([]), 5))
print(max(each([1, float("nan"), 3])), min(each([float("nan"), 1.0, 2.0])), max(each([]), default="none"))
print(attempt(max, each([1, "a"])), attempt(min, each([])), max(each(NUMBERS), key=lambda n: -n))
print(any(each([0, None, False, "", [], 0.0])), all(each([1, True, "x", [0], 0.5])))
print("".join(each(["a", "b"] * 2000)) == "ab" * 2000, attempt("".join, each(["a", 1])))
print(dict(each([(1, 2), (3, 4)])), attempt(set, each([1, [], 2])), attempt(list, each(5)))
print(len([*each(NUMBERS), *each("ab")]), len({*each(NUMBERS), *each([1, 2])}), (lambda *args: len(args))(*each(NUMBERS)))

# What a yield gives is None.
log = []
print(sum(each(NUMBERS, log)), set(log), len(log))


# A consumer that has enough leaves the generator where it is.
def forever():
    number = 0
    while True:
        yield number > 2000 and number % 7 == 0
        number += 1


generator = forever()
print(any(generator), [next(generator) for _ in range(3)], any(generator), next(generator))
print(all(generator), attempt(list, (1 // (3 - n) for n in range(10))))


# Exceptions of the generator come out of the consumer.
def fails(count):
    for number in range(count):
        yield number
    raise KeyError(count)


for consume in (sum, list, set, max):
    try:
        consume(fails(3000))
    except KeyError as error:
        trace, lines = error.__traceback__, []
        while trace:
            lines.append((trace.tb_frame.f_code.co_name, trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno))
            trace = trace.tb_next
        print(consume.__name__, error, lines[1:])


# Items whose methods are Python code, which see what was consumed before.
class Item:
    hashed = 0

    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Item(self.value + other.value)

    def __radd__(self, other):
        return Item(self.value + getattr(other, "value", other))

    def __hash__(self):
        Item.hashed += 1
        return hash(self.value)

    def __eq__(self, other):
        return self.value == other.value

    def __lt__(self, other):
        return self.value < other.value

    def __bool__(self):
        return self.value > 2990


def items(count, seen):
    for number in range(count):
        seen.append(Item.hashed)
        yield Item(number)


seen = []
print(sum(items(3000, [])).value, len(set(items(3000, seen))), seen[:3], seen[-1], min(items(3000, [])).value)
generator = items(3000, [])
print(any(generator), next(generator).value)


# Code that looks while the generator runs.
def looks(count, made):
    for number in range(count):
        if number % 1000 == 0:
            frame = sys._getframe()
            made.append((generator.gi_running, frame.f_back.f_code.co_name, len(filled)))
        if number == 2500:
            made.append(attempt(next, generator))
            made.append(attempt(generator.close))
        yield number


def fill(consume):
    global generator
    made = []
    filled.clear()
    generator = looks(3000, made)
    consume(generator)
    return made, len(filled)


filled = []
print(fill(filled.extend))
print(fill(sum)[0])


def nested(depth, count):
    if depth == 0:
        return range(count)
    return (sum(n for n in nested(depth - 1, number % 7)) for number in range(count))


print(sum(nested(1, 3000)), sum(nested(2, 3000)), sum(nested(3, 200)))


def delegates(values):
    yield -1
    yield from each(values)
    yield from values


print(sum(delegates(NUMBERS)), len(list(delegates(NUMBERS))))


def yields_and_pulls(inner):
    for value in inner:
        yield value + next(inner, 0)


print(sum(yields_and_pulls(each(NUMBERS))), sum(yields_and_pulls(iter(NUMBERS))))

# What is let go is let go once.
class Counted:
    live = 0

    def __init__(self):
        Counted.live += 1

    def __del__(self):
        Counted.live -= 1


def counted(count):
    for _ in range(count):
        yield Counted()


kept = [Counted() for _ in range(50)]
for consume in (list, set, any, all, tuple, max, dict.fromkeys):
    attempt(consume, counted(3000))
    for _ in range(60):
        attempt(consume, each(kept))
        attempt(consume, (thing for thing in kept))
print(Counted.live)
del kept
print(Counted.live)
