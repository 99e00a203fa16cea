# Class bodies as scopes: invisible to methods, visible to themselves, and how names are looked up there.
x = "global"
class Plain:
    x = "class"
    y = x + "!"
    def method(self):
        return x
    lazy = lambda: x
    listed = [x for _ in range(1)]
    outermost = [item for item in (x,)]
print(Plain.y, Plain().method(), Plain.lazy(), Plain.listed, Plain.outermost)

# A free name in a class body: the class's own namespace, then the enclosing function, then global.
def function():
    x = "function"
    class Reads:
        before = x
        x = "own"
        after = x
    class Conditional:
        if False:
            x = "never"
        value = x
    return Reads.before, Reads.after, Conditional.value
print(function())
class Module:
    before = x
    x = "own"
    after = x
    del x
    again = x
print(Module.before, Module.after, Module.again, hasattr(Module, "x"))
try:
    class Bad:
        z = undefined
except NameError as error:
    print(error)
try:
    class Deletes:
        del nothing
except NameError as error:
    print(error)

# The body may hold any statement; what it binds becomes attributes.
class Busy:
    total = 0
    for i in range(4):
        total += i
    try:
        1 / 0
    except ZeroDivisionError as error:
        message = str(error)
    with open.__class__ and __import__("_thread").allocate_lock() as entered:
        pass
    import sys as system
    def a(self): pass
    b = a
    names = sorted(n for n in locals() if not n.startswith("_"))
    if total > 3:
        big = True
print(Busy.total, Busy.i, Busy.message, Busy.entered, Busy.names, Busy.big, Busy.b.__name__, hasattr(Busy, "error"))

# locals() is the namespace itself; __qualname__ and __module__ are in it.
class Dynamic:
    locals()["made"] = "by locals"
    seen = (__qualname__, __module__)
    class Inner:
        name = __qualname__
        class Deeper: pass
print(Dynamic.made, Dynamic.seen, Dynamic.Inner.name, Dynamic.Inner.Deeper.__qualname__)
def local_class():
    class L:
        def m(self): pass
    return L.__qualname__, L.m.__qualname__, (lambda: 0).__qualname__
print(local_class())
# Private names are mangled in the body, in attributes, parameters, and keyword arguments.
class Mangle:
    __hidden = 1
    def __init__(self):
        self.__attr = 2
    def get(self, other):
        __local = 3
        return self.__hidden, self.__attr, other.__attr, __local, sorted(locals())[:1]
    def keyword(self, __arg=4): return __arg
    __dunder__ = 5
class _Under(Mangle):
    def look(self): return self.__missing
m = Mangle()
print(m.get(m), m._Mangle__hidden, vars(m), m.keyword(_Mangle__arg=6), Mangle.__dunder__)
try:
    _Under().look()
except AttributeError as error:
    print(error)
# Statements after an exception in the body are not run, and the name is not bound.
try:
    class Half:
        print("first half")
        raise LookupError("stop")
except LookupError as error:
    print(error, "Half" in globals())
