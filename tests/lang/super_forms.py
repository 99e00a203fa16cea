# super: with and without arguments, unbound, in class and static methods, in nested functions, errors.
class A:
    label = "A's"
    def m(self, x):
        return f"A.m({x})"
    @classmethod
    def c(cls):
        return f"A.c {cls.__name__}"
    @staticmethod
    def s():
        return "A.s"
    @property
    def p(self):
        return "A.p"
class B(A):
    label = "B's"
    def m(self, x):
        return "B>" + super().m(x) + super(B, self).m(x) + A.m(self, x)
    @classmethod
    def c(cls):
        return "B>" + super().c()
    @staticmethod
    def s():
        return "B>" + super(B, B).s()
    @property
    def p(self):
        return "B>" + super().p
    def both(self):
        return self.label, super().label
    def nested(self):
        def inner(me):
            return super().label
        return inner(self), [super(B, self).label for _ in range(2)], (lambda self: super().m(0))(self)
    def stored(self):
        parent = super()
        return parent.m("stored")
b = B()
print(b.m(1))
print(B.c(), b.s(), b.p, b.both(), b.nested(), b.stored())
# A comprehension and a generator expression inside a method.
class Each(B):
    def labels(self):
        return [super().label for _ in range(2)]
    def lazily(self):
        return list(super().label for _ in range(1))
print(Each().labels())
try:
    print(Each().lazily())
except TypeError as error:
    print(error)

s = super(B, b)
print(s.__thisclass__.__name__, s.__self__ is b, s.__self_class__.__name__, s.m("by hand"), repr(s)[:19])
print(super(B, B).c(), super(B).__self__, super(B).__get__(b).label)
for wrong in (lambda: super(), lambda: super(1), lambda: super(B, 1), lambda: super(A, int), lambda: s.missing, lambda: super(B, b, 1)):
    try:
        wrong()
    except (RuntimeError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)

# Errors of the form without arguments.
class Wrong:
    def deleted(self):
        del self
        return super()
    def nothing():
        return super()
    def starred(*args):
        return super().__repr__ is not None
for call in (lambda: Wrong().deleted(), lambda: Wrong.nothing(), lambda: Wrong().starred()):
    try:
        print(call())
    except RuntimeError as error:
        print(error)
def outside(self):
    return super()
B.outside = outside
try:
    b.outside()
except RuntimeError as error:
    print(error)
# Setting through super goes to the instance; special methods are not looked up through it.
class D(B):
    def set(self):
        super().__setattr__("z", 1)
        return self.z
    def __len__(self):
        return 3
class E(D):
    def size(self):
        return super().__len__()
    def broken(self):
        return len(super())
print(E().set(), E().size())
try:
    E().broken()
except TypeError as error:
    print(error)
# __class__ is the cell that super() uses.
class Cell:
    def which(self):
        return __class__.__name__
print(Cell().which(), type("Sub", (Cell,), {})().which(), Cell.which.__closure__[0].cell_contents is Cell)
# Warm: super() in a loop while the base changes.
class Base:
    def v(self): return 1
class Derived(Base):
    def v(self): return super().v()
d = Derived()
total = 0
for i in range(300):
    if i == 200:
        Base.v = lambda self: 1000
    total += d.v()
print(total)
