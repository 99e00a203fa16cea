# Interval sets: construction from strings, union, intersection, difference, complement, iteration, printing.
class Intervals:
    def __init__(self, *spans):
        merged = []
        for lo, hi in sorted(spans):
            if lo >= hi: continue
            if merged and lo <= merged[-1][1]: merged[-1][1] = max(hi, merged[-1][1])
            else: merged.append([lo, hi])
        self.spans = tuple(map(tuple, merged))
    @classmethod
    def parse(cls, text):
        spans = []
        for part in filter(None, text.split(",")):
            lo, dash, hi = part.strip().partition("-")
            try: spans.append((int(lo), int(hi if dash else lo) + 1))
            except ValueError: raise ValueError(f"bad span {part!r}") from None
        return cls(*spans)
    def __or__(self, o): return Intervals(*self.spans, *o.spans)
    def __and__(self, o): return Intervals(*((max(a, c), min(b, d)) for a, b in self.spans for c, d in o.spans))
    def __sub__(self, o):
        out = list(self.spans)
        for c, d in o.spans: out = [s for a, b in out for s in ((a, min(b, c)), (max(a, d), b)) if s[0] < s[1]]
        return Intervals(*out)
    def __xor__(self, o): return (self | o) - (self & o)
    def __contains__(self, v): return any(a <= v < b for a, b in self.spans)
    def __iter__(self):
        for a, b in self.spans: yield from range(a, b)
    def __len__(self): return sum(b - a for a, b in self.spans)
    def __bool__(self): return bool(self.spans)
    def __eq__(self, o): return isinstance(o, Intervals) and self.spans == o.spans
    def __hash__(self): return hash(self.spans)
    def __le__(self, o): return not self - o
    def __getitem__(self, key):
        if isinstance(key, slice): return self & Intervals((key.start if key.start is not None else self.spans[0][0], key.stop if key.stop is not None else self.spans[-1][1]))
        for a, b in self.spans:
            if key < b - a: return a + key
            key -= b - a
        raise IndexError(key)
    def __str__(self): return ",".join(str(a) if b == a + 1 else f"{a}-{b - 1}" for a, b in self.spans)
    def __repr__(self): return f"Intervals.parse({str(self)!r})"
a, b = Intervals.parse("1-5, 8, 10-12"), Intervals.parse("4-10")
print(a, b, a | b, a & b, a - b, b - a, a ^ b, len(a), list(a), 8 in a, 9 in a, bool(a - a), repr(a & b))
print(a == Intervals((1, 6), (8, 9), (10, 13)), hash(a) == hash(Intervals.parse("10-12,8,1-5")), (a & b) <= a, a <= b, a[0], a[5], a[3:11], a[:9], {a: "key"}[Intervals.parse("1-3,4-5,8,10-12")], Intervals(), Intervals((3, 3), (5, 4)), Intervals((1, 5), (5, 9)), sum(a), max(b), sorted(a, reverse=True)[:3])
for bad in (lambda: Intervals.parse("x"), lambda: Intervals.parse("1-2-3"), lambda: a[99], lambda: a | 5, lambda: Intervals()[0], lambda: a < b):
    try: print(bad())
    except (ValueError, IndexError, AttributeError, TypeError) as error: print(type(error).__name__, error)
evens, threes = Intervals(*((i, i + 1) for i in range(0, 60, 2))), Intervals(*((i, i + 1) for i in range(0, 60, 3)))
print(len(evens | threes), len(evens & threes), str(evens & threes)[:20], len(evens ^ threes), set(evens | threes) == set(evens) | set(threes), set(evens - threes) == set(evens) - set(threes))
x = Intervals()
for i in range(200): x = x | Intervals((i * 7 % 100, i * 7 % 100 + 3)) if i % 2 else x - Intervals((i, i + 1))
print(x, len(x))
