# Forwarding *args and **kwargs through wrappers, partial application, signatures checked by hand, order of keys.
def target(a, b=2, /, c=3, *args, d=4, e, **kw): return a, b, c, args, d, e, kw
def forward(*args, **kwargs): return target(*args, **kwargs)
def logged(f):
    def wrapper(*args, **kwargs):
        log.append((f.__name__, len(args), sorted(kwargs)))
        return f(*args, **kwargs)
    return wrapper
log = []
print(forward(1, e=5), forward(1, 2, 3, 4, 5, e=6, f=7), forward(*"ab", e=0, **{"z": 1, "y": 2}), logged(forward)(1, e=2, d=3), log)
for call in (lambda: forward(), lambda: forward(1), lambda: forward(e=1), lambda: forward(1, a=2, e=3), lambda: forward(1, c=2, *[3, 4, 5], e=1), lambda: forward(1, b=5, e=1), lambda: forward(*5), lambda: forward(**5), lambda: forward(**{1: 2}), lambda: forward(1, **{"e": 1}, **{"e": 2})):
    try: print(call())
    except TypeError as error: print(error)
def collect(*args, **kwargs): return args, kwargs
t, d = (1, 2), {"k": 1}
args, kwargs = collect(*t, **d)
kwargs["new"] = 1
print(args == t, kwargs, d, list(collect(**{"b": 1, "a": 2}, c=3)[1]), collect(*t, *t, 3, *"x"), collect(*(), **{}), collect(*{"k": 1}, *{5}), collect(*(i for i in range(3))))
def compose(*fs): return lambda *a, **k: (fs[0](*a, **k) if len(fs) == 1 else compose(*fs[:-1])(fs[-1](*a, **k)))
def curry(f, *had, **hadkw):
    def inner(*more, **morekw):
        try: return f(*had, *more, **{**hadkw, **morekw})
        except TypeError: return curry(f, *had, *more, **{**hadkw, **morekw})
    return inner
print(compose(str, abs, lambda a, b: a - b)(3, 10), curry(lambda a, b, c: a + b + c)(1)(2)(3), curry(lambda a, *, k: (a, k))(1)(k=2))
class C:
    def __init__(self, *args, **kwargs): self.args, self.kwargs = args, kwargs
    def __call__(self, *args, **kwargs): return type(self)(*self.args, *args, **{**self.kwargs, **kwargs})
    def __getattr__(self, name): return lambda *a, **k: (name, a, k)
c = C(1, x=1)(2, y=2)(3, x=9)
print(c.args, c.kwargs, c.anything(1, *[2], k=3), C.__call__(c, 4).args)
def positional_only(self, /, **kw): return self, kw
print(positional_only(1, self=2, kw=3), (lambda *, a, b=2: (a, b))(**{"a": 1}), max(*[3, 9], *[5]), print(*"ab", **{"sep": "-"}), dict(*[[("a", 1)]], **{"b": 2}), "{} {k}".format(*[1], **{"k": 2}), sorted(*[[3, 1]], **{"key": lambda v: -v}))
total = 0
for i in range(200): total += len(forward(i, *range(i % 4), e=i, **{f"k{j}": j for j in range(i % 3)})[6]) + sum(collect(*range(i % 5))[0])
print(total)
