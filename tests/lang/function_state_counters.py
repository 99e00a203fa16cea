# Keeping state: attributes of functions, closures, default arguments, generators, instances, class attributes, compared.
def attribute():
    attribute.count = getattr(attribute, "count", 0) + 1
    return attribute.count
def closure():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
def default(box=[0]):
    box[0] += 1
    return box[0]
def generator():
    n = 0
    while True: n += 1; yield n
class Instance:
    def __init__(self): self.n = 0
    def __call__(self): self.n += 1; return self.n
class Shared:
    n = 0
    @classmethod
    def inc(cls): cls.n += 1; return cls.n
glob = 0
def global_():
    global glob
    glob += 1
    return glob
g, c, i = generator(), closure(), Instance()
makers = {"attribute": attribute, "closure": c, "default": default, "generator": g.__next__, "instance": i, "shared": Shared.inc, "global": global_}
print({name: [f() for _ in range(3)] for name, f in makers.items()})
for _ in range(200):
    for f in makers.values(): f()
print({name: f() for name, f in makers.items()})
class Sub(Shared): pass
print(Sub.inc(), Sub.inc(), Shared.n, Sub.n, "n" in vars(Sub))
c2 = closure()
print(c2(), c(), c.__closure__[0].cell_contents, attribute.__dict__, default.__defaults__, i.n, g.gi_frame.f_locals["n"])
del attribute.count
default.__defaults__ = ([100],)
c.__closure__[0].cell_contents = 1000
i.__dict__["n"] = -1
Shared.n = "text"
print(attribute(), default(), c(), i(), end=" ")
try: Shared.inc()
except TypeError as error: print(error)
def accumulate(log=[], /, *items, unique=None):
    unique = set() if unique is None else unique
    for x in items:
        if x not in unique: unique.add(x); log.append(x)
    return log
print(accumulate([], 1, 2, 1), accumulate([5]), accumulate.__defaults__, accumulate([], 3, unique={3}))
def once(f):
    def wrapper(*a):
        if not wrapper.done: wrapper.result, wrapper.done = f(*a), True
        return wrapper.result
    wrapper.done = False
    return wrapper
@once
def expensive(x): return calls.append(x) or x * 2
calls = []
print(expensive(1), expensive(2), expensive(3), calls, expensive.done)
def limited(n):
    def decorate(f):
        left = n
        def wrapper():
            nonlocal left
            if left == 0: raise RuntimeError(f"{f.__name__} may be called {n} times")
            left -= 1
            return f()
        return wrapper
    return decorate
@limited(2)
def twice(): return "ok"
print(twice(), twice())
try: twice()
except RuntimeError as error: print(error)
