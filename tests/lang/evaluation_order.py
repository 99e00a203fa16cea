# The order in which the parts of expressions and statements are evaluated.
trace = []
def p(name, value=None):
    trace.append(name)
    return value if value is not None else name
def shown():
    print(" ".join(map(str, trace)))
    trace.clear()
p("a", 1) + p("b", 2) * p("c", 3) - p("d", 4) ** p("e", 1)
shown()
p("f", lambda *a, **k: None)(p("a"), *p("star", [1]), p("b"), k=p("k"), **p("dict", {"z": 1}), j=p("j"))
shown()
{p("k1"): p("v1"), p("k2"): p("v2"), **p("m", {})}
shown()
p("d", {})[p("key")] = p("value")
shown()
p("l", [0, 1])[p("start", 0):p("stop", 1):p("step", 1)]
shown()
class O:
    def __setattr__(self, name, value):
        trace.append(f"set {name}")
        object.__setattr__(self, name, value)
    def __getattribute__(self, name):
        trace.append(f"get {name}")
        return object.__getattribute__(self, name)
    def __setitem__(self, key, value): trace.append(f"setitem {key}")
    def __getitem__(self, key):
        trace.append(f"getitem {key}")
        return 1
    def __iadd__(self, other):
        trace.append("iadd")
        return self
o = O()
o.x, o[p("i")], (o.y, *o.z) = p("right", (1, 2, (3, 4)))
shown()
p("target", o).x += p("amount", 5)
shown()
p("target", o)[p("index")] += p("amount", 5)
shown()
first = o.a = o[p("chain")] = p("value")
shown()
del p("obj", o).x, p("list", [1])[p("at", 0)]
shown()
p("a", 1) < p("b", 2) < p("c", 0) < p("d", 9)
shown()
p("then") if p("test", 0) else p("else")
shown()
[p("element") for x in p("first", [1, 2]) if p("condition", True) for y in p("second", [3])]
shown()
{p("key"): p("val") for x in [1]}
shown()
def function(a=p("default a"), *, b=p("default b")) -> p("annotation"): pass
shown()
@p("outer", lambda f: (trace.append("apply outer"), f)[1])
@p("inner", lambda f: (trace.append("apply inner"), f)[1])
def decorated(x=p("default")): trace.append("never")
shown()
class Base: pass
@p("class decorator", lambda c: c)
class K(p("base", Base), metaclass=p("meta", type)):
    p("body")
shown()
assert p("asserted", True), p("message")
f"{p('one')}{p('two', 2):{p('spec', 3)}}{p('three')!r}"
shown()
try:
    raise p("exception", ValueError("x")) from p("cause", KeyError())
except p("matches", ValueError) as e:
    pass
shown()
for o.loop in p("iterable", [1]): p("loop body")
shown()
with p("manager", __import__("_thread").allocate_lock()) as o.ctx: p("with body")
shown()
print(p("x") or p("y"), p("not reached") if False else p("z"), (p("m"), p("n"))[p("o", 1)])
shown()
x = [0, 0]
i = 0
i, x[i] = 1, 5
print(x, i)
lambda z=p("lambda default"): p("not yet")
match p("subject", [1, 2]):
    case [1, _] if p("guard", False): pass
    case _ if p("second guard", True): p("case body")
shown()
