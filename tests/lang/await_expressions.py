# await: awaitables of every kind, values, exceptions, and what cannot be awaited.
def run(coroutine):
    """Drives a coroutine that asks for nothing but echoes."""
    value = None
    while True:
        try:
            request = coroutine.send(value)
        except StopIteration as stop:
            return stop.value
        value = f"answer to {request}" if request != "only item" else None
class Ask:
    def __init__(self, question): self.question = question
    def __await__(self):
        answer = yield self.question
        return answer.upper()
async def simple(): return 1
async def asks():
    first = await Ask("one")
    second = await Ask("two")
    return first, second, await simple() + await simple()
print(run(asks()))
def generator_based():
    got = yield "from generator"
    return got
class Wraps:
    def __await__(self): return generator_based()
class Iterates:
    def __await__(self): return iter(["only item"])
async def others(): return await Wraps(), await Iterates(), [await simple(), await simple()], {await simple(): await Ask("v")}, await (await_it())
def await_it(): return simple()
print(run(others()))
# Exceptions travel through; finally runs; await in every clause.
async def fails(): raise ValueError("inside")
async def handles():
    try:
        await fails()
    except ValueError as error:
        caught = str(error) + str(await simple())
    finally:
        final = await Ask("finally")
    with_else = []
    try:
        pass
    except await_it:
        pass
    else:
        with_else.append(await simple())
    return caught, final, with_else, (await simple()) if await simple() else await fails(), await simple() and await Ask("and")
print(run(handles()))
def attempt(value):
    async def waits(): return await value
    try:
        print(run(waits()))
    except (TypeError, RuntimeError) as error:
        print(type(error).__name__, error)
class NotIterator:
    def __await__(self): return 5
class GivesCoroutine:
    def __await__(self):
        coroutine = simple()
        coroutine.close()
        return coroutine
class NoneAwait: __await__ = None
for value in (5, None, [], simple, (i for i in []), NotIterator(), GivesCoroutine(), NoneAwait(), object()):
    attempt(value)
once = simple()
print(run(once))
attempt(once)
async def closed(): pass
c = closed()
c.close()
attempt(c)
# Two waiters for one coroutine.
shared = asks()
async def waits(): return await shared
w1, w2 = waits(), waits()
w1.send(None)
try:
    w2.send(None)
except RuntimeError as error:
    print(error)
w1.close()
print(type(w1).__name__, w1.cr_running, w1.cr_await, w1.__name__, shared.cr_frame)
for source in ("await x", "def f(): await x", "async def f(): await", "async def f(): await = 1", "async def f(): (await x) = 1", "async def f(): await x ** 2", "async def f(): -await x", "async def f(): await -x", "async def f(): lambda: await x", "async def f():\n def g(): await x", "async def f(): [await x for x in y]", "def f(): [await x for x in y]", "async def f(a=await x): pass", "async def f(): await await x", "async def f(): await not x", "class C: await x", "async def f(): del await x", "async def f(): await x.y[0](1)", "async lambda: 1", "async x = 1", "async = 1", "await = 1"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
