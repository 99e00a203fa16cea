# The method resolution order: C3, diamonds, what cannot be ordered, and __bases__ assigned.
class O: pass
class A(O): pass
class B(O): pass
class C(O): pass
class D(O): pass
class E(O): pass
class K1(A, B, C): pass
class K2(D, B, E): pass
class K3(D, A): pass
class Z(K1, K2, K3): pass
print([c.__name__ for c in Z.__mro__])
print(Z.mro() == list(Z.__mro__), Z.__base__.__name__, [c.__name__ for c in Z.__bases__])

class X(A, B): pass
class Y(B, A): pass
for bases in ((X, Y), (O, A), (object, O)):
    try:
        type("W", bases, {})
    except TypeError as error:
        print(" ".join(str(error).split()))

# super() walks the order of the object's class, not of the one where it is written.
class Base:
    def who(self):
        return ["Base"]
class Left(Base):
    def who(self):
        return ["Left"] + super().who()
class Right(Base):
    def who(self):
        return ["Right"] + super().who()
class Bottom(Left, Right):
    def who(self):
        return ["Bottom"] + super().who()
print(Bottom().who(), Left().who())

# A metaclass may decide the order.
class Reversed(type):
    def mro(cls):
        order = super().mro()
        return [order[0]] + order[1:-1][::-1] + [object]
class P: name = "P"
class Q: name = "Q"
class R(P, Q, metaclass=Reversed): pass
print([c.__name__ for c in R.__mro__], R.name)

# Assigning __bases__ changes the order of the class and its subclasses.
class Old:
    greeting = "old"
class New:
    greeting = "new"
    def extra(self):
        return "extra"
class Middle(Old): pass
class Leaf(Middle): pass
leaf = Leaf()
seen = []
for i in range(300):
    if i == 150:
        Middle.__bases__ = (New,)
    seen.append(leaf.greeting)
print(seen.count("old"), seen.count("new"), leaf.extra(), [c.__name__ for c in Leaf.__mro__])
print([c.__name__ for c in Old.__subclasses__()], [c.__name__ for c in New.__subclasses__()])
for value in ((), "no", (int,), (3,), (Leaf,)):
    try:
        Middle.__bases__ = value
    except TypeError as error:
        print(error)
try:
    del Middle.__bases__
except TypeError as error:
    print(error)
