# Call sites of Python functions that change: other function, code replaced, defaults changed, keywords, stars.
def f0(): return 0
def f1(a): return a
def f2(a, b=2): return a + b
def fv(*args): return len(args)
def fk(**kw): return sorted(kw)
def fm(a, /, b, *, c=3): return (a, b, c)
def call0(f): return f()
def call1(f, x): return f(x)
def callk(f, x): return f(x, b=x)
for _ in range(60): call0(f0); call1(f1, 1); callk(f2, 1)
print(call0(f0), call0(fv), call0(fk), call0(list), call0(lambda: "lambda"), call1(f2, 5), call1(fv, 5), call1(str, 5), call1(len, "abc"), call1(type, 5), call1(abs, -1), callk(fm, 7), call1(repr, 4))
for function, args in ((call0, (f1,)), (call1, (f0, 1)), (callk, (f1, 1)), (call0, (5,)), (call1, (len, 5)), (callk, (len, 1)), (call1, (fm, 1))):
    try: print(function(*args))
    except TypeError as error: print(error)
def target(a, b=1): return a, b
log = []
for i in range(400):
    if i == 50: target.__defaults__ = ("new default",)
    if i == 100: target.__code__ = (lambda a, b: ("swapped", a, b)).__code__
    if i == 150: target.__defaults__ = None
    if i == 200: target = lambda a: ("rebound", a)
    if i == 250: target = type("T", (), {"__init__": lambda self, a: None, "__repr__": lambda self: "instance"})
    if i == 300: target = "abc".__contains__
    if i == 350: del target; import builtins; builtins.target = lambda a: "a builtin now"
    try: log.append(str(target("a")))
    except TypeError as error: log.append(str(error))
del builtins.target
print([log[i] for i in (0, 60, 110, 160, 210, 260, 310, 360)])
def many(a, b, c, d, e, f, g, h): return a + b + c + d + e + f + g + h
total = 0
for i in range(200):
    total += many(i, 1, 2, 3, 4, 5, 6, 7) + many(*range(8)) + many(h=1, g=2, f=3, e=4, d=5, c=6, b=7, a=i) + many(i, *(1, 2, 3), **{"e": 1, "f": 2, "g": 3, "h": 4})
print(total)
class K:
    def __init__(self, a, b=2): self.v = a + b
    def __call__(self, x): return self.v + x
total = 0
for i in range(200): total += K(i).v + K(i, b=1)(1) + K(*(i, i))(i)
print(total)
def nested(n):
    def inner(x, y=n): return x + y
    return sum(inner(i) for i in range(n)), [inner(*p) for p in [(1, 2), (3, 4)]], inner(y=1, x=2)
for _ in range(50): r = nested(5)
print(r)
def rec(n, acc=0): return acc if n == 0 else rec(n - 1, acc + n)
print(rec(300), [rec(i) for i in range(5)])
