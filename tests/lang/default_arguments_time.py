# When defaults, decorators, annotations, base classes and class bodies are evaluated, and how often.
log = []
def note(name, value=None):
    log.append(name)
    return value
def shown(label):
    print(label, log)
    log.clear()
def f(a=note("a", 1), *, b=note("b", 2)): return note("body", (a, b))
shown("defined")
f(); f(5); f(b=6)
shown("called")
for i in range(2):
    def g(x=note(f"x{i}", i)): return x
    g()
shown("defined in a loop")
h = lambda v=note("lambda default", []): v
h().append(1); h().append(2)
print(h(), h.__defaults__)
shown("lambda")
class C(note("base", object), metaclass=note("meta", type)):
    note("class body")
    attr = note("attr")
    def m(self, d=note("method default", attr)): return d
shown("class")
C().m()
shown("method called")
@note("outer", lambda fn: (note("outer applied"), fn)[1])
@note("inner", lambda fn: (note("inner applied"), fn)[1])
def decorated(p=note("decorated default")) -> note("never annotated"): pass
shown("decorated")
decorated.__annotations__
shown("annotations read")
def gen(n=note("gen default", 2)):
    note("gen started")
    yield n
g = gen()
shown("generator made")
next(g)
shown("generator run")
comp = (note("element") for _ in note("first iterable", [1]) for _ in note("second iterable", [1]))
shown("genexp made")
list(comp)
shown("genexp run")
x = note("left") or note("right", 1) and note("and", 2)
shown("boolean")
y = [note("i")][note("index", 0)]
note("obj", {})[note("key")] = note("value")
shown("store")
def mutable(acc=[], *, seen={}): acc.append(len(acc)); seen[len(acc)] = True; return acc, seen
for _ in range(3): r = mutable()
print(r, mutable.__defaults__[0] is r[0], mutable([9]), mutable.__kwdefaults__)
def late(k=lambda: undefined_at_definition): return k
undefined_at_definition = "defined now"
print(late()())
try:
    def broken(z=1 / 0): pass
except ZeroDivisionError as error: print(error, "broken" in globals())
def self_default(s=None): return self_default.__defaults__ if s is None else s
print(self_default(), (lambda n=10: [n := n - 1 for _ in range(3)])())
