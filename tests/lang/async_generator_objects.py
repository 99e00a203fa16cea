# Async generators: asend, athrow, aclose, finalization order, attributes, misuse.
def run(coroutine):
    try:
        while True: coroutine.send(None)
    except StopIteration as stop: return stop.value
async def agen():
    try:
        got = yield 1
        log.append(("got", got))
        got = yield 2
        log.append(("got", got))
    except KeyError as error:
        log.append(repr(error))
        yield "handled"
    finally:
        log.append("finally")
log = []
async def main():
    g = agen()
    print(type(g).__name__, g.__name__, g.ag_running, g.ag_frame is not None, g.ag_await, g.ag_code.co_name, type(g.asend(None)).__name__)
    print(await g.asend(None), await g.asend("hello"))
    try: await g.asend("last")
    except StopAsyncIteration as stop: print("stopped", stop.args)
    print(log, g.ag_frame)
    log.clear()
    g = agen()
    print(await anext(g), await g.athrow(KeyError("k")), log)
    try: await g.__anext__()
    except StopAsyncIteration: print("done", log)
    log.clear()
    g = agen()
    await g.__anext__()
    print(await g.aclose(), log, [x async for x in g])
    g = agen()
    print(await g.aclose(), [x async for x in g])
    g = agen()
    try: await g.asend(5)
    except TypeError as error: print(error)
    g = agen()
    try: await g.athrow(ValueError("unstarted"))
    except ValueError as error: print(error)
    return "main done"
print(run(main()))
async def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
async def errors():
    g = stubborn()
    await anext(g)
    try: await g.aclose()
    except RuntimeError as error: print(error)
    async def bad():
        yield 1
        raise StopAsyncIteration("x")
    try: [x async for x in bad()]
    except RuntimeError as error: print(error, repr(error.__cause__))
    async def bad2():
        yield 1
        raise StopIteration("y")
    try: [x async for x in bad2()]
    except RuntimeError as error: print(error, repr(error.__cause__))
    g = agen()
    step = g.asend(None)
    await step
    try: await step
    except RuntimeError as error: print(error)
    step = g.__anext__()
    step.close()
    for action in (lambda: iter(g), lambda: next(g), lambda: g.send(1), lambda: len(g), lambda: g.asend()):
        try: action()
        except (TypeError, AttributeError) as error: print(type(error).__name__, error)
    await g.aclose()
run(errors())
class Pause:
    def __await__(self): yield "pause"
async def slow():
    yield 1
    await Pause()
    yield 2
# Two concurrent steps of one generator are refused.
async def concurrent():
    g = slow()
    await anext(g)
    a, b = g.asend(None), g.asend(None)
    print(a.send(None), g.ag_running)
    try: b.send(None)
    except RuntimeError as error: print(error)
    try: a.send(None)
    except StopIteration as stop: print("value", stop.value, g.ag_running)
    c = g.aclose()
    try: c.send(None)
    except StopIteration: print("closed")
run(concurrent())
async def with_return():
    yield 1
    return
async def from_other():
    async for x in with_return(): yield x
    async for x in slow(): yield x
async def collect(): return [x async for x in from_other()]
print(run(collect()))
for source in ("async def f():\n yield 1\n return 2", "async def f():\n yield from x", "async def f():\n x = yield\n await x", "async def f():\n return\n yield"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
