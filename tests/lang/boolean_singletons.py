# True, False, None, Ellipsis and NotImplemented: identity, arithmetic, types, assignment, use in operators.
print(True is True, (1 == 1) is True, bool(5) is True, not 0 is True, None is None, ... is Ellipsis, type(None)() is None, type(...)() is ..., type(NotImplemented)() is NotImplemented, bool() is False)
print(True + 1, True * 3, True / 2, -True, ~False, True << 3, True & False, True | 0, True ^ True, True & 3, divmod(True, 2), True ** 2, True == 1.0, hash(True) == hash(1), {True: "a"}[1], [10, 20][True], "ab"[False], sum([True, False, True]), True < 2, max(True, 0.5), sorted([True, 0, 2]))
print(str(True), repr(None), f"{True:5}|{None!s:>6}|{...}", "%d %s" % (True, False), int(True), float(True), complex(True), bin(True), True.real, True.bit_length(), True.__class__.__mro__, isinstance(True, int), type(True) is int, bool.__bases__)
print([bool(x) for x in (0, 1, "", "0", [], [0], None, ..., 0.0, object(), (), ((),), {}, range(0), b"", b"0", float("nan"))])
for bad in (lambda: None + 1, lambda: None.x, lambda: None(), lambda: None[0], lambda: len(None), lambda: iter(None), lambda: None < 1, lambda: bool(NotImplemented), lambda: not NotImplemented, lambda: ... + 1, lambda: type("B", (bool,), {}), lambda: type("N", (type(None),), {}), lambda: setattr(True, "x", 1), lambda: setattr(None, "x", 1), lambda: bool(1, 2), lambda: type(None)(1), lambda: True(), lambda: int(None), lambda: -None, lambda: None @ 1):
    try: print(bad())
    except TypeError as error: print("TypeError", error)
    except AttributeError as error: print("AttributeError", error)
class C:
    def __eq__(self, o): return NotImplemented
    def __add__(self, o): return None
    def __bool__(self): return None if flag else True
flag = False
print(C() == 1, C() != 1, C() + 1, None == C(), None != 0, None == False, None in [0, None], [None, None].count(None), {None: 1}[None], hash(None) == hash(None), () == None, None or "default", None and 1, "yes" if None else "no")
flag = True
try: bool(C())
except TypeError as error: print(error)
def f(x=None, *, y=...): return x is None, y is ...
print(f(), f(0, y=1), (lambda: None)(), print.__call__(end="") is None, [None] * 3, [..., ...][0] is ...)
count = 0
for i in range(300):
    flag2 = i % 2 == 0
    count += flag2 + (flag2 is True) + (not flag2) * 10 + (None is (i if flag2 else None)) * 100
print(count)
