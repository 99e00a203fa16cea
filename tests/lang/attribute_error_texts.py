# AttributeError: texts for each kind of object, name and obj, hasattr and getattr in their presence.
import sys
class Plain: pass
class Slots: __slots__ = ("a",)
class ReadOnly:
    @property
    def p(self): return 1
class WithGetattr:
    def __getattr__(self, name): raise AttributeError(f"own text for {name}")
class Raising:
    @property
    def bad(self): return self.missing_inside
class Meta(type): pass
class UsesMeta(metaclass=Meta): pass
def f(): pass
module = type(sys)("modname")
objects = {"plain": Plain(), "class": Plain, "slots": Slots(), "int": 5, "str": "s", "list": [], "dict": {}, "none": None, "function": f, "method": Plain.__init__, "bound": [].append, "module": module, "type": type, "meta class": UsesMeta, "property": ReadOnly.p, "generator": (i for i in ()), "getattr": WithGetattr(), "raising": Raising(), "lambda": lambda: 0, "builtin": len, "range": range(3), "exception": ValueError("v"), "super": super(Plain, Plain()), "code": f.__code__, "slice": slice(1), "ellipsis": ..., "frozenset": frozenset(), "bytes": b"", "float": 1.5, "complex": 1j, "bool": True, "set iterator": iter({1}), "zip": zip(), "cell": (lambda x: lambda: x)(1).__closure__[0]}
for name, obj in objects.items():
    attribute = "bad" if name == "raising" else "nothing"
    try: getattr(obj, attribute)
    except AttributeError as error: print(name, "|", error, "|", error.name, error.obj is obj)
    try: setattr(obj, "nothing_new", 1); done = "set"
    except (AttributeError, TypeError) as error: done = f"{type(error).__name__} {error}"
    try: delattr(obj, "never_there")
    except (AttributeError, TypeError) as error: gone = f"{type(error).__name__} {error}"
    print("   ", done, "|", gone)
for action in ("ReadOnly().p = 1", "del ReadOnly().p", "Slots().a", "del Slots().a", "Slots().b = 1", "f.__code__.co_name", "(1).real = 2", "[].append = 1", "Plain.__dict__['x'] = 1", "Plain().__dict__ = 5", "Plain().__class__ = 5", "super().x", "Plain.__mro__ = ()", "module.__dict__ = {}", "f.__globals__ = {}", "type.x = 1", "object().x = 1", "Exception().args = 5", "None.x = 1", "().x", "''.x()", "Plain().x.y", "Plain.x.y", "Plain()['x']", "Plain().x['y']", "Plain().x += 1", "Plain().__len__", "Plain().__nonexistent__", "Plain()._Plain__private"):
    try:
        exec(action)
        print(action, "fine")
    except Exception as error: print(action, "->", type(error).__name__, error)
print(hasattr(WithGetattr(), "x"), getattr(WithGetattr(), "x", "default"), hasattr(Raising(), "bad"), getattr(Raising(), "bad", "default"), hasattr(5, "real"), hasattr(5, "x"))
