# Code whose caches are warm runs on when a class, a base, a metaclass or an instance changes under it.
import gc


def warm(function, *args):
    for _ in range(100):
        result = function(*args)
    return result


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def read(thing): return thing.value
def write(thing, new): thing.value = new
def delete(thing): del thing.value
def call(thing): return thing.method()
def call_with(thing, argument): return thing.method(argument)


print("-- methods: own, of the base, of the base's base")
class A:
    def method(self): return "A"
class B(A): pass
class C(B): pass
c = C()
print(warm(call, c))
A.method = lambda self: "A again"
print(call(c))
B.method = lambda self: "B"
print(call(c))
C.method = classmethod(lambda cls: cls.__name__)
print(call(c))
C.method = staticmethod(lambda: "static")
print(call(c))
del C.method
print(call(c))
del B.method, A.method
print(attempt(call, c))
C.__getattr__ = lambda self, name: lambda: f"made {name}"
print(call(c), warm(call, c))
C.method = lambda self: "found"
print(call(c))
c.method = lambda: "instance"
print(call(c))

print("-- bases and the MRO; super()")
class Left:
    def who(self): return "left"
    value = "left value"
class Right:
    def who(self): return "right"
    value = "right value"
class Middle(Left):
    def who(self): return "middle " + super().who()
class Bottom(Middle):
    def who(self): return "bottom " + super().who()
b = Bottom()
def who(thing): return thing.who()
print(warm(who, b), warm(read, b))
Middle.__bases__ = (Right,)
print(who(b), read(b))
Middle.__bases__ = (Right, Left)
print(who(b), read(b))
Bottom.__bases__ = (Left,)
print(who(b), read(b))
Left.who = lambda self: "left again"
print(who(b))
Bottom.__bases__ = (Middle,)
del Right.who
print(who(b))
b.__class__ = Middle
print(who(b))
Middle.who = lambda self: super(Middle, self).value
print(who(b))

print("-- attributes of the instance and of the class")
class D: pass
d = D()
d.value = "own"
print(warm(read, d))
D.value = "class"
print(read(d))
D.value = property(lambda self: "property")
print(read(d), attempt(write, d, 1), attempt(delete, d))
del D.value
print(read(d))
del d.value
print(attempt(read, d))
D.value = "class"
print(read(d), warm(read, d))
write(d, "own again")
print(read(d))
delete(d)
print(read(d), attempt(delete, d))
class Descriptor:
    def __init__(self, name): self.name = name
    def __get__(self, instance, owner): return f"{self.name} of {owner.__name__}"
D.value = Descriptor("descriptor")
print(read(d), warm(read, d))
d.value = "hides it"
print(read(d))
Descriptor.__set__ = lambda self, instance, value: print("set", value)
print(read(d))
write(d, 5)
del Descriptor.__set__
print(read(d))
D.value = "plain"
del d.value
print(read(d))

print("-- a property becomes an attribute and the other way")
class E:
    @property
    def value(self): return "computed"
e = E()
print(warm(read, e), attempt(write, e, 1))
E.value = "plain"
print(read(e))
write(e, "stored")
print(read(e))
E.value = property(lambda self: "computed again", lambda self, new: print("setter", new))
print(read(e))
write(e, "x")
print(warm(read, e), e.__dict__)

print("-- __getattr__, __getattribute__, __setattr__, __delattr__")
class F: pass
f = F()
f.value = 1
print(warm(read, f)); warm(write, f, 2)
F.__getattr__ = lambda self, name: f"no {name}"
print(read(f))
del f.value
print(read(f), warm(read, f))
F.__getattribute__ = lambda self, name: f"always {name}"
print(read(f))
del F.__getattribute__
print(read(f))
del F.__getattr__
print(attempt(read, f))
F.__setattr__ = lambda self, name, new: print("setattr", name, new)
write(f, 3)
del F.__setattr__
write(f, 4)
print(read(f))
F.__delattr__ = lambda self, name: print("delattr", name)
delete(f)
print(read(f))

print("-- slots")
class G: __slots__ = ("value", "other")
g = G()
print(attempt(read, g))
write(g, 1)
print(warm(read, g)); warm(write, g, 2)
print(read(g))
delete(g)
print(attempt(read, g), attempt(delete, g))
member = G.value
G.value = 7
print(read(g), attempt(write, g, 8))
G.value = G.other
write(g, "in other")
print(read(g), g.other)
G.value = member
print(attempt(read, g))

print("-- metaclasses")
class Meta(type):
    value = "meta"
    def method(cls): return "meta method of " + cls.__name__
class H(metaclass=Meta): pass
print(warm(read, H), warm(call, H))
H.value = "own"
print(read(H))
Meta.value = property(lambda cls: "meta property")
print(read(H), attempt(write, H, 1))
del Meta.value
print(read(H))
del H.value
print(attempt(read, H))
Meta.__getattr__ = lambda cls, name: f"meta made {name}"
print(read(H))
H.method = lambda: "function of the class"
print(call(H))
Meta.__call__ = lambda cls, *args: ("instead", args)
def make(cls): return cls()
print(make(H), warm(make, H))
del Meta.__call__
print(type(make(H)).__name__)

print("-- construction")
class I:
    def __init__(self): self.value = 1
print(warm(lambda: read(make(I))))
I.__init__ = lambda self: setattr(self, "value", 2)
print(read(make(I)))
I.__new__ = lambda cls: object.__new__(D)
print(type(make(I)).__name__)
I.__new__ = lambda cls: object.__new__(cls)
print(read(make(I)))
del I.__init__
print(attempt(lambda: read(make(I))))
I.__init__ = lambda self, more: None
print(attempt(make, I))
I.__init__ = lambda self: 5
print(attempt(make, I))

print("-- operators")
class J:
    def __init__(self, value): self.value = value
    def __add__(self, other): return ("add", self.value)
    def __eq__(self, other): return "eq"
    def __lt__(self, other): return "lt"
    def __len__(self): return 3
    def __bool__(self): return True
    def __getitem__(self, index): return ("item", index)
    def __setitem__(self, index, new): print("setitem", index, new)
    def __contains__(self, value): return True
    def __call__(self): return "called"
    def __iter__(self): return iter([1, 2])
    def __enter__(self): return "entered"
    def __exit__(self, *details): return None
j = J(1)
def add(x): return x + 1
def equal(x): return x == 1
def less(x): return x < 1
def length(x): return len(x)
def truth(x): return "true" if x else "false"
def item(x): return x[0]
def store(x): x[0] = 1
def contains(x): return 1 in x
def called(x): return x()
def iterate(x): return [y for y in x]
def managed(x):
    with x as y: return y
all_of = add, equal, less, length, truth, item, contains, called, iterate, managed
print([warm(function, j) for function in all_of])
store(j)
J.__add__ = lambda self, other: "new add"
J.__eq__ = lambda self, other: "new eq"
J.__lt__ = lambda self, other: "new lt"
J.__len__ = lambda self: 9
J.__bool__ = lambda self: False
J.__getitem__ = lambda self, index: "new item"
J.__setitem__ = lambda self, index, new: print("new setitem")
J.__contains__ = lambda self, value: False
J.__call__ = lambda self: "new call"
J.__iter__ = lambda self: iter([3])
J.__enter__ = lambda self: "new enter"
print([function(j) for function in all_of])
store(j)
for name in "add eq lt len bool getitem setitem contains call iter enter".split():
    delattr(J, f"__{name}__")
print([attempt(function, j) for function in all_of], attempt(store, j))
J.__radd__ = lambda self, other: "radd"
print(attempt(add, j), 1 + j)

print("-- the instance's class and dict")
class K: value = "K"
class L: value = "L"
k = K()
print(warm(read, k))
k.__class__ = L
print(read(k))
k.__dict__ = {"value": "dict"}
print(read(k), warm(read, k))
k.__dict__["value"] = "changed"
print(read(k))
k.__dict__ = {}
print(read(k))
vars(k)["value"] = "through vars"
print(read(k))
k.__class__ = K
k.__dict__.clear()
print(read(k))

print("-- classes that die, and others that take their place")
seen = []
for n in range(60):
    class Short:
        def method(self): return n
    Short.value = n * 2
    thing = Short()
    seen.append((read(thing), call(thing)))
    del thing, Short
    if n % 7 == 0: gc.collect()
print(seen == [(n * 2, n) for n in range(60)])
def dynamic(n):
    kind = type("Kind", (), {"value": n} if n % 2 else {"__slots__": ("value",)})
    thing = kind()
    if not n % 2: thing.value = n
    return thing
print([read(dynamic(n)) for n in range(40)] == list(range(40)))

print("-- many classes at one site, then one changes")
kinds = [type(f"Kind{n}", (), {"method": lambda self, n=n: n, "value": n}) for n in range(8)]
things = [kind() for kind in kinds]
for _ in range(50):
    total = sum(call(thing) + read(thing) for thing in things)
print(total)
kinds[3].method = lambda self: 1000
kinds[5].value = 5000
things[6].value = 60_000
things[1].method = lambda: 700_000
print(sum(call(thing) + read(thing) for thing in things))

print("-- bound methods and functions")
class M:
    def method(self, argument=1): return ("old", argument)
m = M()
bound = m.method
print(warm(bound), warm(call, m))
M.method.__code__ = (lambda self, argument: ("new code", argument)).__code__
print(bound(), call(m))
M.method.__defaults__ = (2,)
print(bound(), call(m))
M.method.__defaults__ = None
print(attempt(bound), attempt(call, m), call_with(m, 3))
M.method = lambda self: "replaced"
print(attempt(bound), call(m))
