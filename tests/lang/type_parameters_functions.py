# Type parameters of functions (PEP 695): scope, bounds, constraints, defaults, closures, methods.
def first[T](items: list[T], default: T = None) -> T: return items[0] if items else default
print(first([1, 2]), first([], "d"), first.__type_params__, first.__annotations__, first.__name__, first.__qualname__)
(T,) = first.__type_params__
print(T.__name__, T.__bound__, T.__constraints__, T.__covariant__, T.__contravariant__, T.__infer_variance__, type(T).__name__, repr(T), T.has_default())
def bounded[N: (int, float), S: str, D = bytes](n: N, s: S, d: D): return n, s, d
print([(p.__name__, p.__bound__, p.__constraints__) for p in bounded.__type_params__], bounded.__type_params__[2].__default__, bounded(1, 2, 3))
def lazy[X: undefined_bound](x: X): return x
print(lazy(5))
try: lazy.__type_params__[0].__bound__
except NameError as error: print(error)
undefined_bound = int
print(lazy.__type_params__[0].__bound__)
def many[*Ts, **P](f, *args: *Ts, **kw): return f(*args)
print(many(max, 1, 2), many.__type_params__, [type(p).__name__ for p in many.__type_params__], many.__type_params__[1].args, many.__type_params__[1].kwargs)
def outer[T](x: T):
    def inner[U](y: U) -> tuple[T, U]:
        return T, U
    return inner
inner = outer(1)
print(inner(2)[0] is outer.__type_params__[0], inner(2)[1] is inner.__type_params__[0], inner.__annotations__)
def returns[T](): return T
print(returns() is returns.__type_params__[0], returns().__name__, "T" in returns.__code__.co_freevars)
class C:
    x = "class attribute"
    def method[M](self, m: M = x) -> M: return m, M
    @staticmethod
    def static[S](s: S): return s
    @classmethod
    def cls[K](cls, k: K): return cls.__name__, k
print(C().method()[0], C().method(5)[1], C.static(1), C.cls(2), C.method.__type_params__, C.static.__type_params__)
def default_value[T](x=[1]): return x
print(default_value() is default_value())
async def co[T](x: T) -> T: return x
def gen[T](x: T): yield T
print(co.__type_params__, next(gen(1)), co(1).close())
@(lambda f: f)
def decorated[T](x: T): return T.__name__
print(decorated(1), [f.__type_params__[0] is g.__type_params__[0] for f, g in [(first, first), (first, returns)]])
name = "global T"
def shadow[name](): return name
print(shadow(), name)
total = 0
def warm[T](x: T) -> T: return x + 1
for i in range(300): total += warm(i)
print(total)
for source in ("def f[T](): pass", "def f[T, T](): pass", "def f[](): pass", "def f[T: int](): pass", "def f[T: (int, str)](): pass", "def f[T = int, U](): pass", "def f[*Ts: int](): pass", "def f[**P: int](): pass", "def f[*Ts = *tuple[int]](): pass", "def f[T](x: (yield)): pass", "def f[T: (yield)](): pass", "def f[T: (x := 1)](): pass", "def f[1](): pass", "def f[T](T): pass", "lambda[T]: 0", "def f[T](x=await y): pass", "def f[T: await y](): pass", "def f[T](): nonlocal T", "def f[T](): global T", "def f[None](): pass", "def f[a.b](): pass", "def f[T:](): pass", "def f[T=](): pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "fine")
    except SyntaxError as e: print(repr(source), "|", e.msg)
