# yield as an expression: values sent, positions in other expressions, yield from, and where it is refused.
def echo():
    received = []
    while True:
        got = yield received
        if got is None:
            return received
        received = received + [got]
g = echo()
print(next(g), g.send(1), g.send(2))
try:
    g.send(None)
except StopIteration as stop:
    print("returned", stop.value)
def positions():
    x = (yield "first") + (yield "second")
    d = {(yield "key"): (yield "value")}
    t = (yield "a"), (yield "b")
    l = [(yield "in list")]
    s = f"{(yield 'in f-string')}"
    y = yield
    z = yield 1, 2
    c = print((yield "argument"), end=" ")
    i = "abcdef"[(yield "from"):(yield "to")]
    if (yield "condition"):
        w = "taken"
    (yield "target")["k"] = yield "right side"
    assert (yield "asserted")
    return x, d, t, l, s, y, z, i, w
sent = iter([None, 10, 20, "k", "v", 1, 2, "l", "f", "bare", "pair", "arg", 1, 3, True, "stored", {}, True])
g = positions()
seen = []
try:
    while True:
        value = next(sent)
        seen.append(g.send(value))
except StopIteration as stop:
    print(seen)
    print(stop.value)
# yield from: values, sends, throws and the returned value pass through.
def inner():
    try:
        got = yield "inner 1"
        print("inner got", got)
        yield "inner 2"
    except KeyError as error:
        yield f"inner handled {error!r}"
    return "inner result"
def outer():
    result = yield from inner()
    print("outer got", result)
    other = yield from [1, 2]
    print("a list returns", other)
    return (yield from iter(())) is None
g = outer()
print(next(g), g.send("hello"), g.throw(KeyError("thrown")), list(g))
def delegate_send():
    yield from iter([1, 2])
g = delegate_send()
next(g)
try:
    g.send("no send method")
except AttributeError as error:
    print(error)
for bad in (5, None):
    def wrong(): yield from bad
    try:
        next(wrong())
    except TypeError as error:
        print(error)
for source in ("yield 1", "x = yield", "class C:\n yield 1", "def f(): yield = 1", "def f(): (yield) = 1", "def f(): x = yield = 1", "def f(): yield += 1", "def f(): del (yield)", "def f(a=(yield)): pass", "def f(): [(yield x) for x in y]", "def f(): return yield", "def f(): lambda: (yield)", "async def f(): yield from x", "def f(): yield from", "def f(): x = 1 + yield 2", "def f(): print(yield)", "def f(): print(yield 1)", "def f(): print(yield, 1)", "lambda: (yield)", "def f(): await x", "async def f():\n yield 1\n return 2", "def f(): yield *a, b", "def f(): yield from *a", "[(yield)]"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
