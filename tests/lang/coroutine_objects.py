# Coroutine objects: send, throw, close, states, attributes, misuse.
import sys
class Ask:
    def __init__(self, what): self.what = what
    def __await__(self): return (yield self.what)
async def talk(name):
    first = await Ask("first")
    try:
        second = await Ask("second")
    except KeyError as error:
        second = f"handled {error!r}"
    finally:
        log.append("finally")
    return name, first, second
log = []
c = talk("n")
print(type(c).__name__, c.__name__, c.__qualname__, c.cr_running, c.cr_frame is not None, c.cr_await, c.cr_code.co_name, c.cr_origin)
print(c.send(None), type(c.cr_await).__name__, dict(c.cr_frame.f_locals), c.send(1))
try:
    c.send(2)
except StopIteration as stop:
    print(stop.value, log, c.cr_frame, c.cr_await)
for action in (lambda: c.send(None), lambda: c.throw(ValueError), lambda: c.close(), lambda: iter(c), lambda: next(c), lambda: list(c), lambda: len(c)):
    try:
        print(action())
    except (RuntimeError, TypeError) as error:
        print(type(error).__name__, error)
c = talk("t")
c.send(None); c.send(1)
try:
    c.throw(KeyError("k"))
except StopIteration as stop:
    print(stop.value)
c = talk("not started")
try:
    c.throw(ValueError("before the start"))
except ValueError as error:
    print(error, c.cr_frame)
c = talk("first send must be None")
try:
    c.send(5)
except TypeError as error:
    print(error)
c.close()
log.clear()
c = talk("closed")
c.send(None); c.send(1)
c.close()
print(log)
async def stubborn():
    try: await Ask("x")
    except GeneratorExit: await Ask("again")
c = stubborn()
c.send(None)
try:
    c.close()
except RuntimeError as error:
    print(error)
async def raises(what):
    raise what
for what in (ValueError("v"), StopIteration("s"), StopAsyncIteration("a"), KeyboardInterrupt("k"), GeneratorExit()):
    try:
        raises(what).send(None)
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__cause__))
# Re-entrance, awaiting itself, wrappers, subclass checks.
async def selfish():
    me.send(None)
me = selfish()
try:
    me.send(None)
except ValueError as error:
    print(error)
async def chain(n): return n if not n else await chain(n - 1) + n
try:
    chain(50).send(None)
except StopIteration as stop:
    print(stop.value)
w = talk("w").__await__()
print(type(w).__name__, next(w), w.send("x"))
w.close()
async def gives_generator(): return (x for x in "ab")
try:
    gives_generator().send(None)
except StopIteration as stop:
    print(list(stop.value))
class C:
    async def method(self): return type(self).__name__
    @classmethod
    async def cm(cls): return cls
    @staticmethod
    async def sm(): return "s"
    async def __call__(self, x): return x
for coroutine in (C().method(), C.cm(), C.sm(), C()(5)):
    try: coroutine.send(None)
    except StopIteration as stop: print(stop.value, coroutine.__qualname__)
f = talk
print(f.__code__.co_flags & 0x80, type(f).__name__, callable(f))
try:
    c = talk("x"); c.cr_frame = 1
except AttributeError as error:
    print(error)
c.__name__ = "renamed"
print(c.__name__, repr(c).split(" at ")[0])
c.close()
try:
    c.__name__ = 5
except TypeError as error:
    print(error)
total = 0
async def add(a, b): return a + b
async def loop():
    t = 0
    for i in range(300): t += await add(i, 1)
    return t
try: loop().send(None)
except StopIteration as stop: print(stop.value)
