# async with and async for, driven by a hand-written loop; suppression, else, break, errors of the protocols.
def run(coroutine, log=None):
    value = None
    while True:
        try:
            request = coroutine.send(value)
        except StopIteration as stop:
            return stop.value
        if log is not None: log.append(request)
        value = request
class Pause:
    def __init__(self, tag): self.tag = tag
    def __await__(self): return (yield self.tag)
class Manager:
    def __init__(self, name, suppress=False): self.name, self.suppress = name, suppress
    async def __aenter__(self):
        await Pause(f"enter {self.name}")
        return self.name.upper()
    async def __aexit__(self, kind, value, traceback):
        await Pause(f"exit {self.name} {kind and kind.__name__}")
        return self.suppress
class Counter:
    def __init__(self, n): self.n, self.i = n, 0
    def __aiter__(self): return self
    async def __anext__(self):
        if self.i >= self.n: raise StopAsyncIteration
        self.i += 1
        await Pause(f"next {self.i}")
        return self.i
async def main():
    async with Manager("a") as a, Manager("b") as b: pass
    async with (Manager("c", suppress=True) as c, Manager("d")):
        raise ValueError("suppressed by the outer")
    result = []
    async for x in Counter(3):
        if x == 2: continue
        result.append(x)
    else: result.append("else")
    async for x in Counter(5):
        if x == 2: break
    else: result.append("never")
    async for result[0], *rest in Pairs(): result.append(rest)
    return a, b, c, result, x
class Pairs:
    def __aiter__(self): return self.generate()
    async def generate(self):
        yield 1, 2, 3
        yield "xy"
log = []
print(run(main(), log))
print(log)
async def leaves(kind):
    for i in range(2):
        async with Manager(kind):
            if kind == "return": return i
            if kind == "break": break
            if kind == "raise": raise KeyError(kind)
    return "end"
for kind in ("return", "break", "raise", "normal"):
    log = []
    try:
        print(run(leaves(kind), log), log)
    except KeyError as error:
        print("raised", error, log)
class Sync:
    def __enter__(self): pass
    def __exit__(self, *a): pass
    def __iter__(self): return iter([1])
class NotAwaitable:
    def __aenter__(self): return 5
    def __aexit__(self, *a): return 5
class NoExit:
    async def __aenter__(self): pass
class BadIter:
    def __aiter__(self): return 5
class BadNext:
    def __aiter__(self): return self
    def __anext__(self): return 5
class OldStyle:
    async def __aiter__(self): return Counter(1)
class ExitNotAwaitable:
    async def __aenter__(self): pass
    def __aexit__(self, *a): return 5
def attempt(name, make):
    try:
        print(name, run(make()))
    except BaseException as error:
        print(name, "->", type(error).__name__, error, "| cause", repr(error.__cause__))
async def with_(manager):
    async with manager: return "entered"
async def for_(iterable):
    async for x in iterable: return x
for thing in (Sync(), NotAwaitable(), NoExit(), ExitNotAwaitable(), 5): attempt(f"with {type(thing).__name__}", lambda: with_(thing))
for thing in (Sync(), BadIter(), BadNext(), OldStyle(), 5, [1]): attempt(f"for {type(thing).__name__}", lambda: for_(thing))
class Raises:
    def __aiter__(self): return self
    async def __anext__(self): raise StopIteration("odd")
attempt("stop iteration", lambda: for_(Raises()))
async def sync_for_over_async():
    for x in Counter(1): pass
attempt("sync for", sync_for_over_async)
print(run(anext_all := (lambda c: c)(for_(Counter(1)))))
async def builtins():
    it = aiter(Counter(2))
    return await anext(it), await anext(it, "d"), await anext(it, "default"), it is aiter(it)
print(run(builtins()))
async def exhausted():
    try: await anext(Counter(0))
    except StopAsyncIteration as e: return repr(e)
print(run(exhausted()))
for wrong in (lambda: aiter([]), lambda: anext([]), lambda: aiter(BadIter()), lambda: anext(5, 1)):
    try: wrong()
    except TypeError as error: print(error)
for source in ("async for x in y: pass", "async with x: pass", "def f():\n async for x in y: pass", "def f():\n async with x: pass", "async def f():\n async for x in y: pass\n else: pass", "async def f():\n async with (a as b, c): pass", "async def f(): async x", "async def f():\n async while x: pass", "async def f():\n async if x: pass", "async class C: pass", "async def f():\n def g():\n  async with x: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
