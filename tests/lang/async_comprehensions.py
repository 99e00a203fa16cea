# Comprehensions with async for and await, in every kind, nested, and where they may stand.
def run(coroutine):
    while True:
        try: coroutine.send(None)
        except StopIteration as stop: return stop.value
class Tick:
    def __await__(self):
        yield
        return "tick"
async def numbers(n):
    for i in range(n):
        await Tick()
        yield i
async def double(x):
    await Tick()
    return x * 2
async def kinds():
    a = [i async for i in numbers(3)]
    b = {i % 2 async for i in numbers(4)}
    c = {i: i * i async for i in numbers(3)}
    d = [i async for i in (j * 10 async for j in numbers(3))]
    e = [await double(i) for i in range(3)]
    f = [await double(i) async for i in numbers(3) if await double(i) > 0]
    g = {await double(k): await double("v") for k in "ab"}
    h = [x + y async for x in numbers(2) for y in range(2)]
    i = [(x, y) for x in range(2) async for y in numbers(x + 1)]
    return a, sorted(b), c, d, e, f, g, h, i
print(run(kinds()))
async def nested():
    rows = [[c async for c in numbers(r + 1)] for r in range(3)]
    inner = [[await double(c) for c in range(r)] async for r in numbers(3)]
    flat = [x for row in rows for x in row if x]
    return rows, inner, flat, [i for i in [j async for j in numbers(2)]]
print(run(nested()))
async def generators():
    agen = (i * 2 async for i in numbers(3) if i)
    kind = type(agen).__name__
    awaited = (await double(i) for i in range(2))
    return kind, [x async for x in agen], type(awaited).__name__, [x async for x in awaited], agen.__name__
print(run(generators()))
async def scopes():
    x = "outer"
    k = 2
    values = [x * k async for x in numbers(3)]
    last = None
    found = [last := v async for v in numbers(3) if v]
    fs = [lambda: i async for i in numbers(3)]
    return values, x, last, found, [f() for f in fs]
print(run(scopes()))
async def first_iterable():
    try: [x async for x in [1]]
    except TypeError as error: a = str(error)
    try: [x for x in numbers(1)]
    except TypeError as error: b = str(error)
    gen = (x async for x in undefined_later)
    return a, b
try:
    print(run(first_iterable()))
except NameError as error:
    print(error)
async def errors():
    try: return [1 // (i - 1) async for i in numbers(3)]
    except ZeroDivisionError as error: return str(error)
print(run(errors()))
async def consumed():
    total = 0
    async for a, b in ((x, x + 1) async for x in numbers(100)): total += a * b
    return total, sum([i async for i in numbers(100)]), await double(max([i async for i in numbers(5)]))
print(run(consumed()))
for source in ("[x async for x in y]", "def f(): [x async for x in y]", "async def f(): [x async for x in y]", "async def f(): return (x async for x in y)", "(x async for x in y)", "def f(): return (x async for x in y)", "def f(): [await x for x in y]", "def f(): (await x for x in y)", "async def f(): lambda: [x async for x in y]", "async def f():\n class C: [x async for x in y]", "async def f(): {x: y async for x, y in z}", "async def f(): [x for x async in y]", "async def f(): [[x async for x in y] for y in z]", "def f(): [[x async for x in y] for y in z]", "async def f(): [x for y in z async for x in y]", "async def f(): [i async for i in await x]", "async def f(a=[x async for x in y]): pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
