# locals(), globals(), vars() and dir() in every scope; which of them are live.
def function(a, b=2):
    c = 3
    before = locals()
    d = 4
    after = locals()
    after["c"] = "changed"
    return sorted(before), sorted(after), c, before is after, vars() == locals()
print(function(1))
def with_cells():
    x, y = 1, 2
    def inner(): return x, sorted(locals())
    return inner(), sorted(locals())
print(with_cells())
def unbound():
    if False: never = 1
    x = 1
    del x
    return locals()
print(unbound())
def comprehension():
    k = 1
    return [sorted(locals()) for i in "a"][0], sorted([locals() for i in "b"][0]), sorted(next(locals() for j in "c"))
print(comprehension())
class C:
    x = 1
    locals()["y"] = 2
    seen = sorted(n for n in locals() if n[0] != "_"), locals() is vars()
    def method(self): return sorted(locals())
print(C.y, C.seen, C().method())
globals()["made"] = "by globals()"
locals()["also"] = "module locals are the globals"
print(made, also, locals() is globals(), vars() is globals(), "made" in dir())
exec("print(locals() is globals())", {})
exec("q = 1\nprint(sorted(locals()), 'q' in globals())", {"__builtins__": __builtins__}, {})
print(eval("sorted(locals())", {}, {"only": 1}))
def eval_in():
    secret = 5
    return eval("secret + 1"), eval("[v for v in (secret,)]"), exec("secret = 9"), secret, eval("locals()['secret']")
print(eval_in())
def nested_eval():
    outer = 1
    def inner(): return eval("outer")
    try: return inner()
    except NameError as error: return str(error)
print(nested_eval())
def generator():
    n = 1
    yield sorted(locals())
    m = 2
    yield sorted(locals())
print(list(generator()))
def star(*args, **kw): return locals()
print(star(1, k=2), (lambda p: locals())(3), (lambda: vars())())
def modify():
    for name in ("one", "two"): locals()[name] = 1
    return sorted(locals())
print(modify())
del globals()["made"]
try: made
except NameError as error: print(error)
def looped():
    total = 0
    for i in range(200): total += len(locals()) + ("total" in vars())
    return total
print(looped())
