# add_note and __notes__: order, types, on classes of one's own, and with groups.
e = ValueError("base")
print(hasattr(e, "__notes__"))
e.add_note("first")
e.add_note("second\nline")
print(e.__notes__, str(e), repr(e), e.args, vars(e))
for bad in (5, None, b"x", ["n"]):
    try: e.add_note(bad)
    except TypeError as error: print(type(error).__name__)
try: e.add_note()
except TypeError as error: print(error)
e.__notes__ = ["replaced"]
e.add_note("added")
print(e.__notes__)
e.__notes__ = "not a list"
try: e.add_note("x")
except TypeError as error: print(error)
del e.__notes__
e.add_note("again")
print(e.__notes__)
class Quiet(Exception):
    def add_note(self, note): pass
q = Quiet()
q.add_note("lost")
print(hasattr(q, "__notes__"))
def annotate(n):
    try: return 10 / n
    except ZeroDivisionError as error:
        error.add_note(f"while dividing by {n}")
        raise
try: annotate(0)
except ZeroDivisionError as error: print(error, error.__notes__)
g = ExceptionGroup("g", [ValueError(1), TypeError(2)])
g.add_note("on the group")
left, right = g.split(ValueError)
left.add_note("only left")
print(g.__notes__, left.__notes__, right.__notes__)
import sys
class Catch:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb):
        value.add_note("from the context manager")
        self.value = value
        return True
with Catch() as c: raise KeyError("k")
print(c.value.__notes__)
class Slotted(Exception): __slots__ = ()
s = Slotted()
s.add_note("works: exceptions have a dict")
print(s.__notes__)
e2 = Exception()
e2.__notes__ = ("tuple",)
try: e2.add_note("n")
except TypeError as error: print(error, e2.__notes__)
for i in range(100):
    try: raise ValueError(i)
    except ValueError as error:
        error.add_note(str(i))
        last = error
print(last.__notes__)
