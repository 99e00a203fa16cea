# Bases that are no classes: __mro_entries__, __orig_bases__, and what type() says to them.
class Stand:
    """Stands for other bases."""
    def __init__(self, *classes):
        self.classes = classes
    def __mro_entries__(self, bases):
        print("asked with", len(bases), "bases")
        return self.classes
class A:
    pass
class B:
    pass
stand = Stand(A, B)
class C(stand):
    pass
print([k.__name__ for k in C.__mro__], C.__orig_bases__ == (stand,))
class D(Stand(), A):
    pass
print([k.__name__ for k in D.__bases__], len(D.__orig_bases__))
print(hasattr(A, "__orig_bases__"), hasattr(type("X", (C,), {}), "__orig_bases__"), "__orig_bases__" in vars(C))

for make in (lambda: type("E", (stand,), {}), lambda: type("E", (3,), {})):
    try:
        make()
    except TypeError as error:
        print(error)
try:
    class Bad(5):
        pass
except TypeError as error:
    print(error)
class NotTuple:
    def __mro_entries__(self, bases):
        return [A]
try:
    class Worse(NotTuple()):
        pass
except TypeError as error:
    print(error)
# The method is looked up on the instance, so a class that has it is still an ordinary base.
class HasIt:
    def __mro_entries__(self, bases):
        return (A,)
class Derived(HasIt):
    pass
print(Derived.__bases__[0].__name__)
# A module or a function as a base is a frequent mistake.
import sys
for mistake in (sys, len, lambda: 0):
    try:
        class Wrong(mistake):
            pass
    except TypeError as error:
        print(str(error).split(" at 0x")[0])
# Final and duplicate bases.
for bases in ((bool,), (type(None),), (type(len),), (A, A), (int, str), (object, A)):
    try:
        type("F", bases, {})
    except TypeError as error:
        print(error)
