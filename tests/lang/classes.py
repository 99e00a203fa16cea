# Classes: inheritance, super, properties, class and static methods, metaclasses, slots, descriptors.
class A:
    kind = "a"
    def __init__(self, x):
        self.x = x
    def who(self):
        return "A.who"
    @property
    def double(self):
        return self.x * 2
    @double.setter
    def double(self, v):
        self.x = v // 2
    @classmethod
    def make(cls, *a):
        return cls(*a)
    @staticmethod
    def util(a, b):
        return a + b
    def __repr__(self):
        return f"{type(self).__name__}({self.x})"

class B(A):
    def who(self):
        return "B>" + super().who()

class C(A):
    def who(self):
        return "C>" + super().who()

class D(B, C):
    def who(self):
        return "D>" + super().who()

d = D.make(4)
print(d, d.who(), d.double, D.util(1, 2))
d.double = 10
print(d.x, [k.__name__ for k in D.__mro__])
print(isinstance(d, A), issubclass(D, C), issubclass(A, D))

class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        c = super().__new__(m, name, bases, ns)
        c.tag = kw.get("tag", "none")
        return c
    def __init__(c, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
    def __call__(cls, *a, **k):
        obj = super().__call__(*a, **k)
        obj.made = True
        return obj

class M(metaclass=Meta, tag="t"):
    pass
print(M.tag, M().made, type(M).__name__)

class S:
    __slots__ = ("a", "b")
s = S()
s.a = 1
try:
    s.c = 2
except AttributeError as e:
    print(e)
try:
    s.b
except AttributeError as e:
    print(e)

class Desc:
    def __set_name__(self, owner, name):
        self.name = name
    def __get__(self, obj, typ=None):
        if obj is None:
            return self
        return obj.__dict__.get(self.name, "unset")
    def __set__(self, obj, v):
        obj.__dict__[self.name] = v

class H:
    f = Desc()
h = H()
print(h.f)
h.f = 3
print(h.f, h.__dict__)

class Sub:
    subs = []
    def __init_subclass__(cls, **kw):
        Sub.subs.append((cls.__name__, kw))
class S1(Sub, flag=1): pass
class S2(S1): pass
print(Sub.subs)
try:
    class X(A, D): pass
except TypeError as e:
    print(str(e)[:60])
print(A.__name__, A.__qualname__, D.__bases__)

class G:
    def __getattr__(self, n):
        if n == "zz":
            raise AttributeError("no zz")
        return n.upper()
g = G()
print(g.abc, getattr(g, "zz", "dflt"))
class Call:
    def __call__(self, *a, **k):
        return a, k
print(Call()(1, 2, x=3))
