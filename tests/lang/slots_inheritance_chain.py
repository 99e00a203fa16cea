# __slots__ along inheritance: storage per class, shadowing, dicts appearing, class attributes, deletion, iteration of slots.
class A:
    __slots__ = ("x",)
    def __init__(self): self.x = "A.x"
class B(A):
    __slots__ = ("y",)
    def __init__(self):
        super().__init__()
        self.y = "B.y"
class C(B): pass
class D(C):
    __slots__ = ("z",)
class Shadow(A):
    __slots__ = ("x",)
    def both(self): return self.x, A.x.__get__(self)
a, b, c, d = A(), B(), C(), D()
print(a.x, b.x, b.y, c.x, hasattr(a, "__dict__"), hasattr(b, "__dict__"), hasattr(c, "__dict__"), hasattr(d, "__dict__"))
c.extra, d.z, d.more = 1, 2, 3
print(vars(c), vars(d), d.z, d.x)
s = Shadow()
A.x.__set__(s, "in A's slot")
s.x = "in own slot"
print(s.both())
for obj, name in ((a, "y"), (b, "z"), (s, "q")):
    try: setattr(obj, name, 1)
    except AttributeError as error: print(error)
def slots(cls): return [n for k in reversed(cls.__mro__) for n in vars(k).get("__slots__", ())]
print(slots(B), slots(D), {n: getattr(b, n) for n in slots(B)}, A.__slots__, "x" in vars(A), type(vars(A)["x"]).__name__, repr(B.y))
A.x = "class attribute now"
print(a.x, b.x, A.x)
try: a.x = 1
except AttributeError as error: print(error)
class E:
    __slots__ = ()
    limit = 5
e = E()
print(e.limit, E.limit)
for action in ("e.limit = 6", "e.new = 1", "del e.limit"):
    try: exec(action)
    except AttributeError as error: print(error)
E.limit = 7
print(e.limit)
class P:
    __slots__ = ("_v",)
    @property
    def v(self): return getattr(self, "_v", "unset")
    @v.setter
    def v(self, value): self._v = value
p = P()
print(p.v); p.v = 3; print(p.v); del p._v; print(p.v)
class WithDict:
    __slots__ = ("a", "__dict__", "__weakref__")
w = WithDict()
w.a, w.b = 1, 2
print(w.__dict__, w.a, w.b)
class Pair(tuple): __slots__ = ()
class Num(int): __slots__ = ()
class Text(str): __slots__ = ()
for cls, arg in ((Pair, (1, 2)), (Num, 5), (Text, "t")):
    o = cls(arg)
    try: o.attr = 1
    except AttributeError as error: print(o, error)
class Node:
    __slots__ = ("value", "next")
    def __init__(self, value, next=None): self.value, self.next = value, next
chain = None
for i in range(300): chain = Node(i, chain)
total, node = 0, chain
while node is not None: total, node = total + node.value, node.next
print(total)
