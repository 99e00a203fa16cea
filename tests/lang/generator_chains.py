# Generators that wait for one another in `yield from`: what passes through, and what one sees of those between.
import gc
import sys


def state(generator):
    if generator.gi_running:
        return "running"
    if generator.gi_frame is None:
        return "closed"
    return "suspended" if generator.gi_suspended else "created"


def leaf(log):
    try:
        while True:
            log.append((yield len(log)))
    except KeyError as error:
        log.append(repr(error))
        yield "caught"
    finally:
        log.append("leaf ends")
    return "leaf result"


def between(inner, log):
    result = yield from inner
    log.append(("between", result))
    return result


def chain(depth, log):
    generators = [leaf(log)]
    for _ in range(depth):
        generators.append(between(generators[-1], log))
    return generators


log = []
generators = chain(4, log)
outer = generators[-1]
print(next(outer), outer.send("a"), outer.send("b"), log)
print([g.gi_running for g in generators], [g.gi_suspended for g in generators])
print([state(g) for g in generators])
print([g.gi_yieldfrom is inner for g, inner in zip(generators[1:], generators)], generators[0].gi_yieldfrom)
print(outer.send("c"), log)

# One in the middle is resumed on its own, and then the outermost again.
middle = generators[2]
print(middle.send("d"), outer.send("e"), generators[0].send("f"), outer.send("g"), log)
print([g.gi_frame.f_lineno for g in generators], [g.gi_frame.f_back for g in generators])
print([g.gi_frame.f_lasti > 0 for g in generators])
print(outer.throw(KeyError("x")), log)
print(next(outer, "over"), log, [state(g) for g in generators])

# Closing, from the outermost and from between.
log = []
generators = chain(3, log)
print(next(generators[-1]), next(generators[-1]))
print(generators[1].close(), log)
try:
    next(generators[-1])
except StopIteration as stop:
    print("stopped", stop.value)
log = []
generators = chain(3, log)
print(next(generators[-1]), next(generators[-1]))
generators[-1].close()
print(log, [state(g) for g in generators])

# Dropping the outermost while one between is still held.
log = []
generators = chain(3, log)
next(generators[-1])
next(generators[-1])
held = generators[1]
del generators
gc.collect()
print(log, state(held))
log = []
generators = chain(3, log)
next(generators[-1]), next(generators[-1])
held = generators[0]
cycle = [generators.pop()]
cycle.append(cycle)
del generators, cycle
gc.collect()
print(log, state(held))


# A member that is running cannot be resumed.
def reentrant(box):
    yield 1
    for generator in box:
        try:
            next(generator)
        except ValueError as error:
            print(error, generator.gi_running, state(generator))
    yield 2


box = []
box.append(reentrant(box))
for _ in range(3):
    box.append(between(box[-1], []))
print(list(box[-1]))


# The caller's frames are seen from inside, in the order of the calls.
def names():
    frame, found = sys._getframe(), []
    while frame:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def shows():
    for _ in range(3):
        yield names()


def first(inner):
    yield from inner


def second(inner):
    yield from inner


def consumer(iterable):
    return [item for item in iterable]


def pulls(generator):
    return next(generator)


generator = second(first(shows()))
print(pulls(generator))
print(pulls(generator))
print(consumer(generator))
print(consumer(second(first(shows()))))


# A tree, whose chain grows and shrinks.
def walk(depth):
    if depth:
        yield from walk(depth - 1)
        yield depth
        yield from walk(depth - 1)


print(list(walk(4)))


# Exceptions pass through all of them, with a traceback of each.
def fails():
    yield 1
    yield 2
    raise LookupError("from the leaf")


def catches(inner):
    try:
        yield from inner
    except LookupError as error:
        traceback, seen = error.__traceback__, []
        while traceback:
            seen.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno - traceback.tb_frame.f_code.co_firstlineno))
            traceback = traceback.tb_next
        yield seen


print(list(first(second(catches(first(second(fails())))))))


# The handled exception is that of who runs.
def handles():
    try:
        raise ValueError("inner")
    except ValueError:
        yield repr(sys.exception())
        yield repr(sys.exception())


def handles_around(inner):
    try:
        raise TypeError("outer")
    except TypeError:
        yield from inner
        yield repr(sys.exception())


generator = first(handles_around(first(handles())))
print(next(generator), sys.exception())
try:
    raise OSError("mine")
except OSError:
    print(next(generator), sys.exception())
    print(next(generator), sys.exception())


# Deeper than calls may nest.
def deep(depth):
    if depth:
        yield from deep(depth - 1)
    else:
        yield "bottom"
        yield "again"


generator = deep(500)
print(next(generator))


def nested(depth, generator):
    return nested(depth - 1, generator) if depth else next(generator)


try:
    nested(700, generator)
except RecursionError:
    pass
generator = deep(500)
print(next(generator), nested(300, generator), next(generator, "over"))


# Coroutines likewise.
class Pause:
    def __await__(self):
        got = yield "paused"
        return got


async def innermost():
    return [await Pause(), await Pause()]


async def middle_one():
    return ("middle", await innermost())


async def outermost():
    return ("outer", await middle_one(), await middle_one())


coroutine = outermost()
print(coroutine.send(None), coroutine.send(1), coroutine.send(2), coroutine.send(3))
print(coroutine.cr_await.cr_code.co_name, coroutine.cr_suspended)
try:
    coroutine.send(4)
except StopIteration as stop:
    print(stop.value)


# A chain that had an outermost gets another.
def again(inner):
    yield from inner


log = []
inner = between(between(leaf(log), log), log)
print(next(inner), next(inner))
outer = again(again(inner))
print(next(outer), next(outer), inner.gi_suspended, next(outer), next(inner), next(outer))
print([g.gi_yieldfrom is not None for g in (outer, inner)], log)


# What is below on the stack stays.
def sums(inner):
    total = "t"
    result = [total, (yield from inner), total]
    total = None
    yield result


def two():
    yield 1
    yield 2
    return "two"


print(list(first(sums(two()))))
