# ExceptionGroup objects: construction, split, subgroup, derive, notes, nesting, errors.
EG, BEG = ExceptionGroup, BaseExceptionGroup
g = EG("msg", [ValueError(1), TypeError("t"), EG("inner", [KeyError("k"), ValueError(2)])])
print(g, repr(g), g.message, len(g.exceptions), g.args, str(EG("one", [OSError()])))
match_v, rest = g.split(ValueError)
print(repr(match_v), "|", repr(rest))
print(g.split(OSError)[0], g.split(Exception)[1], g.subgroup(KeyError), g.subgroup(OSError), g.subgroup((KeyError, TypeError)))
print(repr(g.subgroup(lambda e: isinstance(e, ValueError) and e.args[0] > 1)), g.subgroup(lambda e: True) is g, g.subgroup(EG) is g)
print(type(BEG("b", [ValueError()])).__name__, type(BEG("b", [KeyboardInterrupt()])).__name__, issubclass(EG, Exception), issubclass(EG, BEG), issubclass(BEG, Exception))
for wrong in (lambda: EG("m", []), lambda: EG("m", [KeyboardInterrupt()]), lambda: EG("m", [1]), lambda: EG("m", ValueError()), lambda: EG(1, [ValueError()]), lambda: EG("m"), lambda: EG(), lambda: EG("m", [ValueError()], 3), lambda: EG("m", 5), lambda: g.split(5), lambda: g.subgroup("x"), lambda: EG("m", [ValueError]), lambda: g.split(int), lambda: g.derive(), lambda: EG("m", "ab")):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for name in ("message", "exceptions"):
    try:
        setattr(g, name, 1)
    except AttributeError as error:
        print(error)
g.add_note("a note")
g.__cause__ = KeyError("cause")
left, right = g.split(TypeError)
print(left.__notes__, right.__notes__, left.__notes__ is g.__notes__, repr(left.__cause__), left.message, repr(g.derive([OSError(1)])))
class Extra(EG):
    def __new__(cls, message, excs, code):
        self = super().__new__(cls, message, excs)
        self.code = code
        return self
    def derive(self, excs): return Extra(self.message, excs, self.code)
e = Extra("coded", [ValueError(1), TypeError(2)], 42)
print(e.split(ValueError)[0].code, type(e.subgroup(TypeError)).__name__)
class Plain(EG): pass
print(type(Plain("p", [ValueError(), TypeError()]).split(ValueError)[0]).__name__)
class WrongDerive(EG):
    def derive(self, excs): return 5
try:
    WrongDerive("w", [ValueError(), TypeError()]).split(ValueError)
except TypeError as error:
    print(error)
class Both(EG, ValueError): pass
print(isinstance(Both("b", [OSError()]), ValueError), repr(Both("b", [OSError()])))
def leaves(group):
    for e in group.exceptions:
        yield from leaves(e) if isinstance(e, BEG) else [e]
deep = ValueError("deep")
for i in range(50): deep = EG(f"level {i}", [deep, KeyError(i)])
print(len(list(leaves(deep))), len(list(leaves(deep.subgroup(KeyError)))), len(list(leaves(deep.split(ValueError)[0]))))
items = [ValueError(1)]
h = EG("copied", items)
items.append(TypeError())
print(len(h.exceptions), type(h.exceptions).__name__, EG[int])
try:
    raise EG("raised", [ValueError("v")])
except EG as caught:
    print(caught.exceptions[0].__traceback__, caught.__traceback__ is not None)
