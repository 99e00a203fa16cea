# One attribute site meeting many shapes: instance, class, slots, property, __getattr__, module, changes while warm.
class A:
    x = "class A"
class B:
    def __init__(self): self.x = "instance B"
class C:
    __slots__ = ("x",)
    def __init__(self): self.x = "slot C"
class D:
    @property
    def x(self): return "property D"
class E:
    def __getattr__(self, name): return f"getattr {name}"
class F(B):
    def __init__(self):
        self.first = 1
        super().__init__()
class G:
    def __getattribute__(self, name): return f"getattribute {name}"
class H(A): pass
import sys
M = type(sys)("m")
M.x = "module"
def read(o): return o.x
objects = [A(), B(), C(), D(), E(), F(), G(), H(), M, A, type("I", (), {"x": staticmethod(lambda: 0)})()]
for o in objects[:-1]:
    seen = {str(read(o)) for _ in range(60)}
    print(type(o).__name__, seen)
print([str(read(o))[:12] for o in objects * 3][:22][:10])
b = B()
log = []
for i in range(400):
    if i == 50: b.x = "changed"
    if i == 100: b.y = 1
    if i == 150: del b.x; B.x = "class now"
    if i == 200: b.__dict__["x"] = "through dict"
    if i == 250: b.__dict__ = {"x": "new dict"}
    if i == 300: B.x = property(lambda self: "data descriptor")
    if i == 350: del B.x
    log.append(read(b))
print([log[i] for i in (0, 60, 110, 160, 210, 260, 310, 360)])
h = H()
log = []
for i in range(300):
    if i == 60: A.x = "A changed"
    if i == 120: H.x = "H's own"
    if i == 180: del H.x
    if i == 240: H.__bases__ = (type("N", (), {"x": "new base"}),)
    log.append(read(h))
print([log[i] for i in (0, 70, 130, 190, 250)])
try:
    for i in range(100):
        if i == 80: del A.x
        read(objects[0])
except AttributeError as error: print(i, error)
many = []
for k in range(30):
    cls = type(f"K{k}", (), {"x": k})
    many.append(cls())
print(sum(read(o) for _ in range(10) for o in many))
for k, o in enumerate(many): setattr(o, f"attr{k}", k); o.x = -k
print(sum(read(o) for _ in range(10) for o in many), vars(many[3]))
