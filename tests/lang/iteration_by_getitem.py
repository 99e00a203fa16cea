# Iteration through __getitem__ alone: start, end, errors, and what else falls back on it.
class Seq:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        asked.append(i)
        if i >= self.n: raise IndexError("end")
        return i * i
asked = []
print(list(Seq(3)), asked)
asked.clear()
print(4 in Seq(5), asked)
asked.clear()
print(7 in Seq(3), asked)
a, b = Seq(2)
print(a, b, [*Seq(2)], sum(Seq(4)), max(Seq(3)), dict(enumerate(Seq(2))), list(zip(Seq(2), Seq(3))), sorted(Seq(3), reverse=True), tuple(map(str, Seq(2))), type(iter(Seq(1))).__name__)
class Stops:
    def __getitem__(self, i):
        if i == 2: raise StopIteration
        return i
class Breaks:
    def __getitem__(self, i):
        if i == 1: raise KeyError("not an index error")
        return i
class Endless:
    def __getitem__(self, i): return i
print(list(Stops()))
try: list(Breaks())
except KeyError as error: print(error)
for x in Endless():
    if x > 3: break
print(x, 5 in Endless())
class Dictish:
    def __getitem__(self, key): return {"a": 1}[key]
try: list(Dictish())
except KeyError as error: print("KeyError", error)
class Both:
    def __iter__(self): return iter("iter")
    def __getitem__(self, i): return "getitem"
print(list(Both()), "i" in Both(), "getitem" in Both())
class WithLen:
    def __len__(self): return 3
    def __getitem__(self, i): return "xyz"[i]
print(list(reversed(WithLen())), list(WithLen()), len(WithLen()), "y" in WithLen())
class OnlyGet:
    def __getitem__(self, i): return "xyz"[i]
for use in (reversed, len, hash and (lambda o: o[5]), lambda o: o["a"]):
    try: print(use(OnlyGet()))
    except (TypeError, IndexError) as error: print(type(error).__name__, error)
it = iter(Seq(2))
asked.clear()
print(next(it), next(it), next(it, "end"), next(it, "still"), asked)
class Slices:
    def __getitem__(self, i): return i
print(Slices()[1:2], Slices()[::], Slices()[1, 2:3])
class Grows(list):
    def __getitem__(self, i): return "own"
print(list(Grows([1, 2])), Grows([1])[0], [*Grows([3])])
setattr(OnlyGet, "__getitem__", lambda self, i: [1, 2, 3][i])
print(list(OnlyGet()))
total = 0
for i in range(50):
    for x in WithLen(): total += ord(x)
print(total)
