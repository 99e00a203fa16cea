# Method call sites: functions, class and static methods, instance callables, natives, changes of class and method.
class A:
    def m(self, x): return ("A.m", x)
    @classmethod
    def c(cls, x): return (cls.__name__, x)
    @staticmethod
    def s(x): return ("static", x)
class B(A):
    def m(self, x): return ("B.m", *super().m(x))
class C:
    def __init__(self): self.m = lambda x: ("instance lambda", x)
class D:
    m = len
class E:
    m = property(lambda self: lambda x: ("from property", x))
class F:
    class m:
        def __init__(self, x): self.x = x
        def __repr__(self): return f"inner class {self.x}"
class G:
    def __getattr__(self, name): return lambda x: (name, x)
class H:
    class Callable:
        def __call__(self, x): return ("callable attribute", x)
    m = Callable()
def call(o, x="x"): return o.m(x)
for cls in (A, B, C, D, E, F, G, H):
    results = {str(call(cls())) for _ in range(50)}
    print(cls.__name__, results)
print([str(call(cls(), 1) if cls is not D else "-") for _ in range(30) for cls in (A, B, C, E, G, H)][:6])
a = A()
log = []
for i in range(350):
    if i == 50: A.m = lambda self, x: "replaced"
    if i == 100: a.m = lambda x: "on the instance"
    if i == 150: del a.m
    if i == 200: a.__class__ = B
    if i == 250: B.m = classmethod(lambda cls, x: cls.__name__)
    if i == 300: del B.m; A.m = staticmethod(lambda x: "static now")
    log.append(call(a))
print([log[i] for i in (0, 60, 110, 160, 210, 260, 310)])
for bad in (lambda: call(5), lambda: call(A, 1), lambda: a.c(), lambda: a.s(1, 2), lambda: A.c(1, 2), lambda: call(None)):
    try: print(bad())
    except (TypeError, AttributeError) as error: print(error)
x = []
for i in range(200): x.append(i); x.extend([i]); x.insert(0, x.pop())
print(len(x), x.count(5), x.index(7), "abc".upper().lower().replace("b", "x").join("12"), {}.get("k", "d"), {1: 2}.setdefault(1, 3))
methods = ["".join, [].append, {}.get, (1).__add__, A().c, A.s, str.upper, len]
args = [["a"], 1, "k", 2, 3, 4, "u", "len"]
for _ in range(60): results = [m(v) for m, v in zip(methods, args)]
print(results)
total = 0
for i in range(300):
    for o in (A(), B(), G()): total += len(o.c(i) if i % 2 and not isinstance(o, G) else o.c(1) if isinstance(o, G) else o.s(i))
print(total)
