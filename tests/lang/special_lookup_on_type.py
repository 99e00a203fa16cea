# Implicit calls of special methods look at the type only; explicit ones look at the instance too.
class C:
    def __len__(self):
        return 1
    def __repr__(self):
        return "<C>"
c = C()
c.__len__ = lambda: 99
c.__repr__ = lambda: "instance"
c.__bool__ = lambda: False
c.__iter__ = lambda: iter("abc")
c.__add__ = lambda other: "sum"
c.__enter__ = lambda: 1
c.__contains__ = lambda x: True
c.__hash__ = lambda: 5
c.__eq__ = lambda other: True
c.__getitem__ = lambda key: key
print(len(c), c.__len__(), repr(c), c.__repr__(), bool(c), c == 1, hash(c) == 5)
for statement in ("iter(c)", "c + 1", "c[0]", "1 in c", "with c: pass", "c()", "-c", "for x in c: pass", "a, = c", "int(c)", "f'{c:x}'"):
    try:
        exec(statement)
    except TypeError as error:
        print(statement, "->", error)

# Not even __getattribute__ and __getattr__ see the lookups.
class Loud:
    def __getattribute__(self, name):
        print("asked for", name)
        return super().__getattribute__(name)
    def __getattr__(self, name):
        raise AttributeError(name)
    def __len__(self):
        return 7
    def __iter__(self):
        return iter(())
    def __call__(self):
        return "called"
loud = Loud()
print(len(loud), list(loud), loud(), repr(loud)[:17])
print(loud.__len__())

# A class itself: the metaclass answers.
class Meta(type):
    def __len__(cls): return 1000
    def __call__(cls, *args): return ("meta call", args)
class M(metaclass=Meta):
    def __len__(self): return 1
print(len(M), M.__len__ is not None, M(3))
print(hash(C) == type.__hash__(C), str(int), int.__repr__(5), C.__repr__(c))
# Methods that are properties or class methods work through the descriptor protocol.
class Odd:
    @property
    def __len__(self):
        print("property read")
        return lambda: 4
    @classmethod
    def __iter__(cls):
        return iter(cls.__name__)
    @staticmethod
    def __contains__(item):
        return item == "static"
print(len(Odd()), [letter for letter in Odd()], "static" in Odd(), "x" in Odd())
# Deleting and adding methods later takes effect at once.
class Late: pass
late = Late()
for step in range(3):
    try:
        print(len(late))
    except TypeError as error:
        print(error)
    if step == 0:
        Late.__len__ = lambda self: 11
    elif step == 1:
        del Late.__len__
