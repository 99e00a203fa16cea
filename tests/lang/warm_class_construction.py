# Creating instances at warm sites: __init__ kinds, __new__, metaclass __call__, changes of the class.
class Plain: pass
class Init:
    def __init__(self, a, b=2): self.a, self.b = a, b
class New:
    def __new__(cls, a):
        self = super().__new__(cls)
        self.a = ("new", a)
        return self
class Both(New):
    def __init__(self, a): self.b = a
class Meta(type):
    def __call__(cls, *args):
        Meta.calls += 1
        return super().__call__(*args)
    calls = 0
class WithMeta(metaclass=Meta):
    def __init__(self, a): self.a = a
class Slots:
    __slots__ = ("a",)
    def __init__(self, a): self.a = a
class Sub(Init):
    def __init__(self, a):
        super().__init__(a, b="sub")
class FromInt(int): pass
class FromTuple(tuple):
    def __new__(cls, a): return super().__new__(cls, (a, a))
def make(cls, a): return cls(a)
for cls in (Init, New, Both, WithMeta, Slots, Sub, FromInt, FromTuple, str, list, dict.fromkeys):
    for i in range(60): o = make(cls, (1,) if cls in (list, dict.fromkeys) else 7)
    print(getattr(cls, "__name__", cls), getattr(o, "a", o), getattr(o, "b", "-"))
print(Meta.calls)
log = []
class Changing:
    def __init__(self, a): self.v = ("first", a)
for i in range(300):
    if i == 50: Changing.__init__ = lambda self, a, b="d": setattr(self, "v", ("second", a, b))
    if i == 100: Changing.__new__ = staticmethod(lambda cls, a: object.__new__(cls))
    if i == 150: del Changing.__init__
    if i == 200: Changing.v = "class attribute"
    if i == 250: Changing.__new__ = lambda cls, a: ("not an instance", a)
    try:
        o = Changing(i)
        log.append(getattr(o, "v", o))
    except (TypeError, AttributeError) as error: log.append(str(error))
print([log[i] for i in (0, 60, 110, 210, 260)])
for bad in (lambda: Init(), lambda: Init(1, 2, 3), lambda: Plain(1), lambda: New(), lambda: Both(1, 2), lambda: Slots(), lambda: Init(c=1), lambda: WithMeta()):
    try: bad()
    except TypeError as error: print(error)
class Returns:
    def __init__(self): return 5 if Returns.bad else None
    bad = False
for _ in range(100): Returns()
Returns.bad = True
try: Returns()
except TypeError as error: print(error)
class Node:
    count = 0
    def __init__(self, value, next=None):
        self.value, self.next = value, next
        Node.count += 1
    def __iter__(self):
        while self: yield self.value; self = self.next
chain = None
for i in range(200): chain = Node(i, chain)
print(Node.count, sum(chain), next(iter(chain)))
total = 0
for i in range(300): total += Init(i).a + Init(i, b=3).b + Init(b=i, a=1).b + len(vars(Plain()))
print(total)
