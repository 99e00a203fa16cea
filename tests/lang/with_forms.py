# with: several managers, parentheses, targets, suppression, exceptions in enter and exit, lookup on the type.
class Manager:
    def __init__(self, name, suppress=False, fail=None): self.name, self.suppress, self.fail = name, suppress, fail
    def __enter__(self):
        print("enter", self.name, end="; ")
        if self.fail == "enter": raise LookupError("enter " + self.name)
        return self.name.upper()
    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, value, traceback is not None, end="; ")
        if self.fail == "exit": raise KeyError("exit " + self.name)
        return self.suppress
with Manager("a") as x, Manager("b") as y: print(x, y, end="; ")
print()
with (Manager("a") as x, Manager("b"), Manager("c") as (p),): print(x, p, end="; ")
print()
with (Manager("tuple")), (Manager("second")) as s: print(s, end="; ")
print()
class Obj: pass
o, d = Obj(), {}
with Manager("t") as o.attr, Manager("u") as d["key"], Manager("vw") as (first, second), Manager("xyz") as [m, *n]:
    print(o.attr, d, first, second, m, n, end="; ")
print()
def attempt(function):
    try:
        print("->", function())
    except BaseException as error:
        print("->", repr(error), "context", repr(error.__context__))
def raises(**options):
    def run():
        with Manager("outer"), Manager("m", **options):
            raise ValueError("body")
        return "after"
    return run
attempt(raises())
attempt(raises(suppress=True))
attempt(raises(suppress="truthy"))
attempt(raises(fail="exit"))
attempt(raises(fail="enter"))
def outer_suppresses():
    with Manager("outer", suppress=True):
        with Manager("inner", fail="enter"): print("never")
    return "suppressed"
attempt(outer_suppresses)
def leaves(kind):
    for i in range(2):
        with Manager(kind):
            if kind == "return": return i
            if kind == "break": break
            if kind == "continue": continue
    return "end"
for kind in ("return", "break", "continue"): attempt(lambda: leaves(kind))
class Truth:
    def __bool__(self): raise ArithmeticError("no truth")
attempt(raises(suppress=Truth()))
def generator():
    with Manager("gen"):
        yield 1
g = generator()
next(g)
g.close()
print()
class NoEnter:
    def __exit__(self, *args): pass
class NoExit:
    def __enter__(self): pass
class OnInstance: pass
inst = OnInstance()
inst.__enter__ = inst.__exit__ = lambda *a: None
for bad in (NoEnter(), NoExit(), inst, 5, None, Manager):
    def use():
        with bad: pass
    attempt(use)
class Static:
    @staticmethod
    def __enter__(): return "static"
    @classmethod
    def __exit__(cls, *args): print(cls.__name__, len(args), end="; ")
with Static() as v: print(v, end="; ")
print()
class AsyncOnly:
    async def __aenter__(self): pass
    async def __aexit__(self, *args): pass
def wrong_kind():
    with AsyncOnly(): pass
attempt(wrong_kind)
for source in ("with a as b, c as d: pass", "with (a as b): pass", "with (a, b): pass", "with (a as b, c): pass", "with a as (b, c): pass", "with (a as b), c: pass", "with (yield): pass", "with a as b.c[0]: pass", "with: pass", "with a as: pass", "with a as 1: pass", "with a as b c: pass", "with a, : pass", "with (a as b, c as d,): pass", "with (): pass", "with a as f(): pass", "with a as (b + c): pass", "with *a: pass", "with (*a, b): pass", "with a as *b: pass", "async with a: pass", "with a := b: pass", "with (a := b): pass", "with a as b:\npass", "with (a as b) as c: pass", "with open(x) as f, \\\n open(y) as g: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
total = 0
class Count:
    def __enter__(self): return 1
    def __exit__(self, *a): return a[0] is ValueError
for i in range(300):
    with Count() as c:
        total += c
        if i % 3 == 0: raise ValueError
        total += 10
print(total)
