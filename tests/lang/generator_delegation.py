# yield from: subgenerators, iterators, return values, exceptions and close going down the chain.
log = []
def sub(name):
    log.append(f"start {name}")
    try:
        x = yield f"{name} 1"
        log.append(f"{name} got {x}")
        y = yield f"{name} 2"
        return f"{name} result {y}"
    except ValueError as error:
        log.append(f"{name} caught {error}")
        return "recovered"
    finally:
        log.append(f"end {name}")
def main():
    a = yield from sub("A")
    b = yield from sub("B")
    return a, b
def outer():
    result = yield from main()
    yield result
g = outer()
print(next(g), g.send("x"), g.send("y"), g.throw(ValueError("thrown")), list(g))
print(log)
log.clear()
g = outer()
next(g)
g.close()
print(log)
log.clear()
# Delegating to things that are no generators.
class Iter:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration("iterator's value")
        return self.n
    def throw(self, *args):
        log.append(("throw", type(args[0]).__name__ if isinstance(args[0], BaseException) else args[0].__name__))
        return "thrown into iterator"
    def send(self, value):
        log.append(("send", value))
        return "sent"
    def close(self): log.append("closed")
def delegate(it): return (yield from it)
def value_of(g):
    try:
        while True: next(g)
    except StopIteration as stop: return stop.value
print(value_of(delegate(Iter())), value_of(delegate([1, 2])), value_of(delegate("ab")), value_of(delegate(range(3))), value_of(delegate({})))
d = delegate(Iter())
print(next(d), d.send("v"), d.throw(KeyError), log)
log.clear()
d = delegate(Iter())
next(d)
d.close()
print(log)
class NoMethods:
    def __iter__(self): return self
    def __next__(self): return "item"
d = delegate(NoMethods())
next(d)
for action in (lambda: d.send("v"), lambda: next(d), lambda: d.throw(KeyError("k"))):
    try: print(action())
    except Exception as error: print(type(error).__name__, error)
def recursive(n):
    if n == 0: return 0
    yield n
    return n + (yield from recursive(n - 1))
def total(n):
    r = yield from recursive(n)
    yield ("sum", r)
print(list(total(5)), len(list(total(60))))
def flatten(items):
    for item in items:
        if isinstance(item, list): yield from flatten(item)
        else: yield item
print(list(flatten([1, [2, [3, [4]], 5], [], [[6]]])))
def looped():
    for i in range(100): yield from (i, -i)
print(sum(looped()), sum(1 for _ in looped()))
