# getattr, setattr, delattr, hasattr, vars, dir, id, type, callable, isinstance: arguments and errors.
class C:
    cls = "class"
    def __init__(self): self.own = 1
    @property
    def prop(self): return "prop"
    @property
    def broken(self): raise ValueError("broken")
    @property
    def hidden(self): raise AttributeError("hidden")
c = C()
print(getattr(c, "own"), getattr(c, "cls"), getattr(c, "none", "default"), getattr(c, "hidden", "default"), getattr(C, "__name__"), getattr(c, "prop"), hasattr(c, "own"), hasattr(c, "nope"), hasattr(c, "hidden"), getattr(5, "real"), getattr([], "append")(1))
setattr(c, "new", 2); setattr(c, "not identifier!", 3); setattr(C, "added", 4)
print(c.new, vars(c), c.added, getattr(c, "not identifier!"), delattr(c, "new"), hasattr(c, "new"))
for expression in ("getattr(c, 'nope')", "getattr(c, 5)", "getattr(c, 'broken', 1)", "hasattr(c, 'broken')", "hasattr(c, 5)", "getattr(c)", "setattr(c, 5, 1)", "setattr(c, 'prop', 1)", "setattr(5, 'x', 1)", "setattr(c, 'x')", "delattr(c, 'nope')", "delattr(c, 'prop')", "delattr(C, 'nope')", "delattr(5, 'real')", "delattr(c, 'cls')", "vars(5)", "vars(c, 1)", "dir(1, 2)", "type(1, 2)", "isinstance(1)", "id()", "callable()", "getattr(c, None)", "getattr(c, b'own')", "vars()['expression']"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
class Slots: __slots__ = ("a",)
print(vars(C)["cls"], type(vars(C)).__name__, "own" in dir(c), "cls" in dir(c), "__init__" in dir(C), dir(Slots())[-1], [n for n in dir(5) if n.startswith("r")], sorted(vars(type("T", (), {"z": 1})))[-1])
def local_names():
    b, a = 1, 2
    return dir(), sorted(vars()), sorted(locals())
print(local_names())
print(type(5), type("a").__name__, type(type), type(None).__name__, type(...).__name__, type(NotImplemented).__name__, type(len).__name__, type(local_names).__name__, type(c.__init__).__name__, type([].append).__name__, type(str.join).__name__, type(int.__add__).__name__, type((1).__add__).__name__, type(C.prop).__name__, type(Slots.a).__name__, type(type.__dict__["__dict__"]).__name__, type(x for x in ()).__name__, type(range(1)).__name__, type(iter([])).__name__, type(iter({})).__name__, type({}.keys()).__name__, type(slice(1)).__name__, type(b"").__name__, type(1j).__name__, type(super(C, c)).__name__, type(lambda: 0).__name__, type(C.__dict__).__name__)
print(callable(C), callable(c), callable(len), callable(5), callable(lambda: 0), callable(C.prop), id(c) == id(c), id(1) == id(1), isinstance(id(c), int), id(c) != id(C()))
class Meta(type):
    def __dir__(cls): return ["meta"]
class WithDir(metaclass=Meta):
    def __dir__(self): return ("z", "a")
print(dir(WithDir), dir(WithDir()))
class Dynamic:
    def __getattr__(self, name): return name.upper() if name != "stop" else self.__class__.__mro__[5]
try:
    print(getattr(Dynamic(), "abc"), hasattr(Dynamic(), "xyz"), getattr(Dynamic(), "stop", "default"))
except IndexError as error:
    print(type(error).__name__)
total = 0
names = ["own", "cls", "prop", "nope"]
for i in range(300): total += len(str(getattr(c, names[i % 4], "missing"))) + hasattr(c, names[i % 3])
print(total)
