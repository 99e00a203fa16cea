# __init_subclass__: keyword arguments of the class statement, inheritance of the hook, errors.
registry = []

class Plugin:
    def __init_subclass__(cls, /, kind="plain", **rest):
        super().__init_subclass__(**rest)
        cls.kind = kind
        registry.append(cls.__name__)

class A(Plugin):
    pass
class B(Plugin, kind="special"):
    pass
class C(B):
    pass
print(registry, A.kind, B.kind, C.kind)
print(hasattr(Plugin, "kind"))    # Not called for the class that defines it.

try:
    class Bad(Plugin, colour="red"):
        pass
except TypeError as error:
    print(error)
try:
    class Worse(colour="red"):
        pass
except TypeError as error:
    print(error)
try:
    object.__init_subclass__(1)
except TypeError as error:
    print(error)

# It is a class method without saying so; explicit classmethod works as well.
class Explicit:
    @classmethod
    def __init_subclass__(cls, **kw):
        print("explicit", cls.__name__, kw)
class D(Explicit, a=1, b=2):
    pass
print(type(Plugin.__dict__["__init_subclass__"]).__name__)

# With several bases, the chain of super() reaches all.
class Left:
    def __init_subclass__(cls, left=None, **kw):
        super().__init_subclass__(**kw)
        print("left", left)
class Right:
    def __init_subclass__(cls, right=None, **kw):
        super().__init_subclass__(**kw)
        print("right", right)
class Both(Left, Right, left=1, right=2):
    pass

# A metaclass sees the keywords first and may keep some.
class Meta(type):
    def __new__(meta, name, bases, namespace, secret=None, **kw):
        print("meta keeps", secret, "passes", kw)
        return super().__new__(meta, name, bases, namespace, **kw)
    def __init__(cls, name, bases, namespace, **kw):
        super().__init__(name, bases, namespace)
class WithMeta(Plugin, metaclass=Meta, secret=42, kind="meta"):
    pass
print(WithMeta.kind, registry)

# Through type() and with **mapping.
options = {"kind": "dynamic"}
class E(Plugin, **options):
    pass
F = type("F", (Plugin,), {}, kind="called")
print(E.kind, F.kind)
class Refuses:
    def __init_subclass__(cls):
        raise ValueError(f"{cls.__name__} may not be")
try:
    class G(Refuses):
        pass
except ValueError as error:
    print(error, "G" in globals())
