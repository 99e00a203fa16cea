# `async for` over asynchronous generators, which go on without a step object: what one can see of that.
import sys


def run(coroutine, *sends):
    seen = []
    try:
        seen.append(coroutine.send(None))
        for value in sends:
            seen.append(coroutine.send(value))
    except StopIteration as stop:
        return seen, stop.value
    return seen, "unfinished"


class pause:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


async def numbers(count):
    for index in range(count):
        yield index


async def paused_numbers(count):
    for index in range(count):
        got = await pause(("before", index))
        yield (index, got)


async def collect(iterable):
    found = []
    async for item in iterable:
        found.append(item)
    return found


for _ in range(3):
    print(run(collect(numbers(5))))
    print(run(collect(paused_numbers(3)), "a", "b", "c"))
    print(run(collect(numbers(0))))


# Nested, as in a tree.
class Tree:
    def __init__(self, depth):
        self.left = self.right = Tree(depth - 1) if depth else None
        self.value = depth

    async def __aiter__(self):
        if self.left:
            async for value in self.left:
                yield value
        yield self.value
        if self.right:
            async for value in self.right:
                yield value


print(run(collect(Tree(4))))


async def doubled(iterable):
    async for item in iterable:
        yield item
        yield await pause(item)


print(run(collect(doubled(doubled(paused_numbers(2)))), *range(20)))


# What one sees while it waits.
async def watched(generator):
    async for item in generator:
        return item


generator = paused_numbers(2)
coroutine = watched(generator)
print(coroutine.send(None), generator.ag_running, type(coroutine.cr_await).__name__, generator.ag_await is not None)
step = coroutine.cr_await
print(coroutine.cr_await is step, sys.getrefcount(generator) > 1)
try:
    generator.__anext__().send(None)
except RuntimeError as error:
    print(error)
try:
    coroutine.send("got")
except StopIteration as stop:
    print(stop.value, generator.ag_running)
try:
    step.send(None)
except RuntimeError as error:
    print(error)


# Exceptions thrown in from outside reach the innermost.
async def tries():
    try:
        while True:
            try:
                yield await pause("waits")
            except KeyError as error:
                yield ("caught", repr(error))
    finally:
        await pause("ends")


async def passes(iterable):
    try:
        async for item in iterable:
            await pause(("item", item))
    except ValueError as error:
        return ("escaped", repr(error))


coroutine = passes(tries())
print(coroutine.send(None), coroutine.send(1), coroutine.send(None))
print(coroutine.throw(KeyError("k")), coroutine.send(None), coroutine.throw(ValueError("v")))
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)


# Exceptions raised inside, with their traceback.
async def fails():
    yield 1
    raise LookupError("inside")


async def fails_deep():
    async for item in fails():
        yield item


async def reports(iterable):
    try:
        async for item in iterable:
            pass
    except Exception as error:
        traceback, names = error.__traceback__, []
        while traceback:
            names.append(traceback.tb_frame.f_code.co_name)
            traceback = traceback.tb_next
        return type(error).__name__, str(error), names, repr(error.__cause__)


async def stops(error):
    yield 1
    raise error


for iterable in (fails(), fails_deep(), stops(StopIteration(1)), stops(StopAsyncIteration(2))):
    print(run(reports(iterable)))


# The loop's end, with and without `else`, `break`, handlers around it.
async def ends(iterable, stop):
    log = []
    try:
        async for item in iterable:
            log.append(item)
            if item == stop:
                break
        else:
            log.append("else")
    except StopAsyncIteration:
        log.append("never")
    finally:
        log.append("finally")
    async for item in iterable:
        log.append(("again", item))
    log.append([item async for item in numbers(3) if item])
    log.append({item: [other async for other in numbers(item)] async for item in numbers(3)})
    return log


print(run(ends(numbers(3), None)))
print(run(ends(numbers(4), 1)))


# By hand.
async def by_hand():
    generator = numbers(3)
    found = [await anext(generator), await generator.asend(None), await generator.__anext__()]
    try:
        await anext(generator)
    except StopAsyncIteration as error:
        found.append(repr(error))
    found.append(await anext(generator, "default"))
    return found


print(run(by_hand()))


# A subscription to two at once, and one that is used again.
async def interleaved():
    first, second = numbers(3), paused_numbers(3)
    log = []
    async for one in first:
        async for two in second:
            log.append((one, two))
            break
    log.append([item async for item in second])
    log.append([item async for item in second])
    await second.aclose()
    return log


print(run(interleaved(), *"abcdef"))


# A generator that is closed while its consumer waits.
async def closes():
    generator = tries()
    async for item in generator:
        await generator.aclose()
        return item, generator.ag_running


print(run(closes(), 1, 2))
coroutine = passes(tries())
print(coroutine.send(None))
try:
    coroutine.close()
except RuntimeError as error:
    print(error)
