# Exceptions through chains of generators: where they are caught, what is cleaned up, what the consumer sees.
log = []
def source(n, fail_at=None):
    try:
        for i in range(n):
            if i == fail_at: raise ValueError(f"source fails at {i}")
            yield i
    finally: log.append("source closed")
def doubled(it):
    try:
        for x in it: yield x * 2
    except ValueError as error:
        log.append(f"doubled saw {error}")
        yield -1
    finally: log.append("doubled closed")
def checked(it):
    for x in it:
        try: yield 100 // (x - 4) if x != 4 else 1 / 0
        except ZeroDivisionError: yield "zero"
def shown(label, value):
    print(label, value, log)
    log.clear()
shown("plain", list(doubled(source(3))))
shown("failing", list(doubled(source(5, fail_at=2))))
shown("checked", list(checked(doubled(source(4)))))
it = doubled(source(10))
next(it)
it.close()
shown("closed early", list(it))
it = doubled(source(10))
next(it)
del it
shown("dropped", None)
for x in doubled(source(10)):
    if x > 4: break
shown("break", x)
it = doubled(source(10))
next(it)
try: shown("thrown", it.throw(ValueError("from outside")))
except ValueError as error: shown("not caught", error)
def delegating():
    try: yield from source(3, fail_at=1)
    except ValueError: yield "caught by the delegator"
    yield from source(2)
shown("delegated", list(delegating()))
def outer():
    inner = source(3)
    try: yield next(inner)
    finally:
        log.append("outer cleans")
        inner.close()
g = outer()
next(g)
try: g.throw(KeyError("k"))
except KeyError as error: shown("through", repr(error))
def tee(it, n):
    buffers = [[] for _ in range(n)]
    def reader(b):
        while True:
            if not b:
                try: x = next(it)
                except StopIteration: return
                for other in buffers: other.append(x)
            yield b.pop(0)
    return [reader(b) for b in buffers]
a, b = tee(doubled(source(3)), 2)
shown("tee", (next(a), list(b), list(a)))
try: sum(source(5, fail_at=4))
except ValueError as error: shown("sum", error)
try: dict(zip("abc", source(3, fail_at=2)))
except ValueError as error: shown("zip", error)
shown("any", any(x == 2 for x in doubled(source(9))))
results = [sum(v for v in checked(doubled(source(6, fail_at=i % 8))) if v != "zero") for i in range(60)]
print(len(results), sum(results), len(log), log.count("source closed"))
