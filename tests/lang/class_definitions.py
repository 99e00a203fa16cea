# class statements: bases, keywords, namespaces, nested classes, redefinition, and refused forms.
class Empty: pass
class Also(): "doc only"
class Multi(Empty, Also,): x = 1; y = x + 1
print(Empty.__bases__, Also.__doc__, Multi.__bases__ == (Empty, Also), Multi.y, Multi().x)
bases, options = (Empty,), {"flag": True}
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        cls = super().__new__(m, name, bases, ns)
        cls.options = kw
        return cls
    def __init__(cls, *args, **kw): pass
class Unpacked(*bases, Also, metaclass=Meta, **options, extra=1): pass
print(Unpacked.options, [b.__name__ for b in Unpacked.__bases__], type(Unpacked).__name__)
class Outer:
    class Inner:
        class Deep: pass
        value = 1
    alias = Inner
    copy = Inner.value
    def make(self): return self.Inner()
print(Outer.Inner.Deep, Outer.alias is Outer.Inner, Outer.copy, type(Outer().make()).__qualname__)
def factory(n):
    class Local:
        number = n
        def get(self): return n
    return Local
A, B = factory(1), factory(2)
print(A.number, B().get(), A is B, A.__qualname__, A.__name__ == B.__name__)
class Same: version = 1
old = Same()
class Same: version = 2
print(old.version, Same.version, isinstance(old, Same))
class Recursive:
    def child(self): return Recursive
print(Recursive().child() is Recursive)
# Class attributes: order, deletion, computed names, __doc__, __module__, __firstlineno__.
class Body:
    a = 1
    del a
    for n in ("p", "q"): locals()[n] = n.upper()
    __doc__ = "replaced doc"
    if True: nested = [i for i in range(2)]
print([k for k in vars(Body) if not k.startswith("__")], Body.__doc__, Body.__module__, Body.p, hasattr(Body, "a"), Body.__firstlineno__)
class Counter:
    instances = 0
    def __init__(self): type(self).instances += 1; self.instances_seen = self.instances
class SubCounter(Counter): pass
Counter(); Counter(); SubCounter()
print(Counter.instances, SubCounter.instances, SubCounter().instances_seen, Counter.instances)
class Static:
    def uses_self(): return "called on the class"
    data = {}
    def add(self, k): self.data[k] = 1; return self
print(Static.uses_self(), Static().add("x").data, Static.data)
class Attrs:
    def __init__(self): self.a = self.b = 0; self.c, (self.d, *self.e) = 1, (2, 3)
    def more(self): self.f: int = 1; del self.a
x = Attrs()
x.more()
print(vars(x), Attrs.__static_attributes__ == tuple(sorted(Attrs.__static_attributes__)) or sorted(Attrs.__static_attributes__))
for source in ("class", "class C", "class C:", "class C: pass pass", "class 1: pass", "class C(: pass", "class C(a b): pass", "class C(a=1, b): pass", "class C(*a, b, **c): pass", "class C(**a, *b): pass", "class C(x for x in y): pass", "class C(a, a=1): pass", "class C.d: pass", "class None: pass", "class C(a := b): pass", "class C(metaclass=a, metaclass=b): pass", "class C(*): pass", "class C:\npass", "class C(): x = yield", "class C():\n return 1", "class C: x: int; y = 1", "class C[T]: pass", "class C[T](B[T]): pass", "class C[]: pass", "class C(lambda: x): pass", "class C (a) : pass", "class C() -> int: pass", "class C(a=): pass", "class C(1=2): pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
for source in ("class C(metaclass=5): pass", "class C(int, str): pass", "class C(undefined): pass", "class C(a=1): pass", "class C(*5): pass", "class C(**[1]): pass", "class C(Empty, Empty): pass", "class C(Empty, metaclass=Meta, **{'metaclass': type}): pass", "class C(NotImplemented): pass", "class C(type, Empty, object): pass\nprint(C.__mro__[1])", "class C(object, Empty): pass", "class C(None): pass", "class C(bool): pass", "class C(len): pass"):
    try:
        exec(source)
        print(source, "fine")
    except Exception as error:
        print(repr(source), "->", type(error).__name__, " ".join(str(error).split()))
