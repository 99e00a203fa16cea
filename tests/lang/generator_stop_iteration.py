# StopIteration and generators: return values, PEP 479, next with default, exhausted iterators.
def returns(v):
    yield 1
    return v
for value in (5, None, (1, 2), [1], StopIteration(3), ValueError("v")):
    g = returns(value)
    next(g)
    try:
        next(g)
    except StopIteration as stop:
        print(repr(stop.value), stop.args, repr(stop))
def leaks():
    yield 1
    raise StopIteration("inside")
def leaks_next():
    yield next(iter([]))
def catches():
    try: next(iter([]))
    except StopIteration: yield "caught inside"
for make in (leaks, leaks_next, catches):
    try:
        print(list(make()))
    except RuntimeError as error:
        print(error, "|", repr(error.__cause__), "|", repr(error.__context__), error.__suppress_context__)
g = leaks()
next(g)
try: g.throw(StopIteration("thrown"))
except RuntimeError as error: print(error)
e = StopIteration(1, 2)
print(e.value, e.args, StopIteration().value, StopIteration(None).args)
e.value = "set"
print(e.value, e.args)
print(next(iter([]), "d"), next(returns(1), "d"), [*returns(9)], list(zip(returns(1), returns(2))), sum(returns(3)), dict.fromkeys(returns(4)))
it = iter([1, 2])
print(list(it), list(it), next(it, None))
class Restarts:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n % 3 == 0: raise StopIteration
        return self.n
r = Restarts()
print(list(r), list(r), [x for x in r], r.n)
class Raises:
    def __iter__(self): return self
    def __next__(self): raise KeyError("from next")
for use in (list, tuple, sum, lambda i: [*i], lambda i: (lambda *a: a)(*i), lambda i: [x for x in i], max, sorted, dict, set, "".join, lambda i: next(i, "default"), lambda i: 1 in i):
    try: print(use(Raises()))
    except KeyError as error: print(error, end=" ")
print()
def stop_in_comprehension(): return [next(iter(())) for _ in range(2)]
try: stop_in_comprehension()
except StopIteration as stop: print("comprehension lets it through", repr(stop))
def stop_in_genexp(): return list(next(iter(())) for _ in range(2))
try: stop_in_genexp()
except RuntimeError as error: print(error)
