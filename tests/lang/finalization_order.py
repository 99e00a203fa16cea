# When objects die: with their last name, frames, exceptions, containers and generators; order of destruction.
log = []
class D:
    def __init__(self, name): self.name = name
    def __del__(self): log.append(self.name)
def shown(label):
    print(label, log)
    log.clear()
def locals_die():
    a = D("a"); b = D("b"); c = a
    del a
    log.append("body")
locals_die()
print(sorted(log)); log.clear()
x = D("x")
x = x
shown("same")
x = D("new x")
shown("rebound")
x = [D("in list 0"), D("in list 1")]
x[0] = None
shown("item replaced")
del x[:]
shown("slice deleted")
d = {"k": D("value"), D("key"): 1}
d["k"] = 1
shown("dict value")
d.clear()
shown("dict cleared")
t = (D("in tuple"),)
u = t
del t
shown("one of two names")
del u
shown("both")
def arg(o): log.append("in call")
arg(D("temporary argument"))
shown("argument")
D("expression statement")
shown("statement")
[D("in comprehension") for _ in range(2)]
shown("comprehension")
def returned(): return D("returned")
returned()
shown("result unused")
r = returned()
shown("kept")
r = None
shown("dropped")
def closure():
    captured = D("captured")
    return lambda: captured.name
f = closure()
shown("closure alive")
del f
shown("closure gone")
class Holder: pass
h = Holder()
h.a, h.b = D("attr a"), D("attr b")
h.a = 1
shown("attribute rebound")
del h.b
shown("attribute deleted")
h.c = D("attr c")
del h
shown("owner gone")
try: raise ValueError(D("in exception"))
except ValueError as e: shown("handling")
shown("handled")
def g():
    held = D("generator local")
    yield
i = g(); next(i)
shown("generator suspended")
del i
shown("generator dropped")
for o in [D("loop 1"), D("loop 2")]: pass
shown("loop ended")
del o
shown("loop variable deleted")
a, b = D("first"), D("second")
a, b = b, a
a = None
shown("swapped, a dropped")
b = None
shown("b dropped")
