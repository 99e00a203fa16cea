# gi_frame, gi_running, gi_yieldfrom, gi_code, names, repr and what cannot be set.
def gen(a, b=2):
    """doc of gen"""
    c = a + b
    running.append((me.gi_running, me.gi_suspended))
    yield c
    yield from [10, 20]
running = []
me = gen(1)
print(me.__name__, me.__qualname__, me.gi_code is gen.__code__, me.gi_running, me.gi_suspended, me.gi_yieldfrom, me.gi_frame.f_lineno - gen.__code__.co_firstlineno, sorted(me.gi_frame.f_locals))
print(next(me), running, me.gi_suspended, sorted(me.gi_frame.f_locals.items()), me.gi_frame.f_lineno - gen.__code__.co_firstlineno)
print(next(me), type(me.gi_yieldfrom).__name__, me.gi_frame.f_lineno - gen.__code__.co_firstlineno)
print(list(me), me.gi_frame, me.gi_yieldfrom, me.gi_running, me.gi_suspended, me.gi_code.co_name)
me = gen(5)
me.__name__ = "renamed"
me.__qualname__ = "Outer.renamed"
print(me.__name__, repr(me).split(" at ")[0], gen.__name__, me.__doc__ is None or "method" in me.__doc__, iter(me) is me, hasattr(me, "__next__"), hasattr(me, "__len__"))
for name, value in (("__name__", 5), ("__qualname__", None), ("gi_frame", None), ("gi_running", True), ("new", 1)):
    try:
        setattr(me, name, value)
    except (TypeError, AttributeError) as error:
        print(name, type(error).__name__, error)
try:
    del me.__name__
except TypeError as error:
    print(error)
x = (i for i in range(3))
print(x.__name__, x.__qualname__, x.gi_code.co_name, x.gi_code.co_varnames, type(x) is type(me))
class C:
    def method(self): yield self
    nested = lambda self: (yield 1)
print(C().method().__qualname__, C().nested().__name__, next(C().method()).__class__.__name__)
try:
    type(me)()
except TypeError as error:
    print(error)
print(gen.__code__.co_flags & 0x20 != 0, (lambda: (yield)).__code__.co_flags & 0x20 != 0, gen.__doc__, callable(me))
def chain(n):
    if n: yield from chain(n - 1)
    yield n
c = chain(3)
next(c)
depth, inner = 0, c
while inner.gi_yieldfrom is not None: depth, inner = depth + 1, inner.gi_yieldfrom
print(depth, inner.__name__, list(c))
