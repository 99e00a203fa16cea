"""Exception classes that are called and matched: with constructors, metaclasses and without; what is no such class."""

class A(Exception): pass
class B(A):
    def __init__(self, *a, k=1): print("init", a, k); super().__init__("x")
class C(A):
    def __new__(cls, *a): print("new"); return super().__new__(cls, 1, 2)
class M(type):
    def __call__(cls, *a): print("meta", a); return super().__call__(*a)
class D(Exception, metaclass=M): pass
class S(str, metaclass=type): pass
for c in A, B, C, D, KeyError, OSError, StopIteration:
    e = c("q"); print(repr(e), e.args, type(e))
for f in (lambda: KeyError(a=1), lambda: A(a=1)):
    try: f()
    except TypeError as e: print(e)
for cls in (object, int, (KeyError, int), type, None, D, (A, (KeyError,)), ()):
    try:
        try: raise KeyError(1)
        except cls: print("caught")
    except Exception as e: print(cls, type(e), e)
try: raise D
except D: pass
try: raise int
except TypeError as e: print(e)
A.__init__ = lambda self, *a: print("late", a)
A(1)
del A.__init__
A(1); print("%s %d %i %s|%5d|%s" % (5, -3, True, True, 7, "z"), "%s" % 2**70, "%s%%" % -1)
