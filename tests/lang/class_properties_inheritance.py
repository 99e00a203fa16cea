# How attributes of classes, instances and metaclasses are found, hidden, deleted and listed in inheritance.
class Meta(type):
    m = "meta"
    shared = "meta's"
    def method(cls): return f"meta method of {cls.__name__}"
class A(metaclass=Meta):
    a = "A.a"
    shared = "A's"
    def f(self): return "A.f"
class B(A):
    b = "B.b"
    a = "B.a"
class D(B):
    def f(self): return "D.f+" + super().f()
d = D()
print(d.a, d.b, d.f(), D.a, D.m, D.shared, d.shared, D.method(), hasattr(d, "m"), hasattr(d, "method"), B.f(d), A.f(d))
d.a = "own"
print(d.a, D.a, vars(d))
del d.a
print(d.a)
del B.a
print(d.a, D.a)
A.late = "added later"
print(d.late, D.late)
B.late = "hides"
print(d.late, A.late)
del A.late
print(d.late)
for action in ("del d.a", "del D.a", "del A.nothing", "d.nothing", "D.nothing", "A.b", "del d.f", "d.m", "Meta.a", "D().f.x", "D.f.x"):
    try:
        exec(action)
        print(action, "fine")
    except AttributeError as error: print(action, "->", error)
class Counter:
    count = 0
    items = []
    def __init__(self):
        self.count += 1
        Counter.count += 10
        self.items.append(self.count)
x, y = Counter(), Counter()
print(x.count, y.count, Counter.count, x.items is y.items, Counter.items, vars(x))
class P:
    @property
    def v(self): return "P.v"
class Q(P):
    v = "plain in Q"
class R(P):
    def __init__(self): self.__dict__["v"] = "in dict"
print(Q().v, R().v, vars(R()), Q.v, type(P.v).__name__)
q = Q()
q.v = "now own"
print(q.v)
try: R().v = 1
except AttributeError as error: print(error)
print([n for n in dir(D) if not n.startswith("__")], [n for n in dir(d) if not n.startswith("__")], "m" in dir(D), sorted(k for k in vars(D) if k[0] != "_"))
class Single: pass
class Multi(Single, A): pass
print(Multi.a, Multi.__base__.__name__, type(Multi).__name__, [c.__name__ for c in Multi.mro()], issubclass(Multi, A), Single.__subclasses__() == [Multi], A.__subclasses__() == [B, Multi])
class Private:
    def __init__(self): self.__x = 1
    def get(self): return self.__x
class SubPrivate(Private):
    def __init__(self):
        super().__init__()
        self.__x = 2
    def both(self): return self.__x, self.get()
print(SubPrivate().both(), sorted(vars(SubPrivate())))
total = 0
for i in range(300):
    if i == 150: D.f = lambda self: "replaced"
    total += len(d.f()) + len(d.b)
print(total)
