# One object used as condition, index, key, operand, iterable and callable at once: which method each use asks.
class Spy:
    def __init__(self, name): self.name = name
    def _log(self, what, value):
        log.append(what)
        return value
    def __bool__(self): return self._log("bool", True)
    def __index__(self): return self._log("index", 1)
    def __hash__(self): return self._log("hash", 7)
    def __eq__(self, o): return self._log("eq", self is o)
    def __iter__(self): return self._log("iter", iter([1, 2]))
    def __len__(self): return self._log("len", 2)
    def __call__(self, *a): return self._log("call", len(a))
    def __contains__(self, v): return self._log("contains", False)
    def __getitem__(self, k): return self._log("getitem", k)
    def __enter__(self): return self._log("enter", self)
    def __exit__(self, *a): return self._log("exit", False)
    def __add__(self, o): return self._log("add", 10)
    def __radd__(self, o): return self._log("radd", 20)
    def __neg__(self): return self._log("neg", -1)
    def __str__(self): return self._log("str", "spy")
    def __repr__(self): return self._log("repr", "Spy")
    def __format__(self, spec): return self._log(f"format:{spec}", "formatted")
    def __int__(self): return self._log("int", 5)
    def __float__(self): return self._log("float", 2.5)
    def __lt__(self, o): return self._log("lt", True)
    def __reversed__(self): return self._log("reversed", [2, 1])
    def __round__(self, n=None): return self._log("round", 3)
    def __abs__(self): return self._log("abs", 4)
    def __bytes__(self): return self._log("bytes", b"spy")
    def __dir__(self): return self._log("dir", ["d"])
s, log = Spy("s"), []
uses = {"if": lambda: 1 if s else 0, "not": lambda: not s, "and": lambda: (s and 1), "list index": lambda: [10, 20][s], "slice": lambda: "abc"[s:], "dict key": lambda: {s: 1}[s], "in list": lambda: s in [s], "in spy": lambda: 5 in s, "subscript": lambda: s["k"], "call": lambda: s(1, 2), "add": lambda: s + 1, "radd": lambda: 1 + s, "neg": lambda: -s, "str": lambda: str(s), "repr": lambda: repr(s), "fstring": lambda: f"{s} {s!r} {s:x}", "percent": lambda: "%s %r" % (s, s), "int": lambda: int(s), "float": lambda: float(s), "range": lambda: list(range(s)), "hex": lambda: hex(s), "lt": lambda: s < 1, "max": lambda: max([s, s]) is s, "for": lambda: [v for v in s], "star": lambda: (lambda *a: a)(*s), "len": lambda: len(s), "reversed": lambda: list(reversed(s)), "round": lambda: round(s), "abs": lambda: abs(s), "bytes": lambda: bytes(s), "dir": lambda: dir(s), "all": lambda: all([s, s]), "filter": lambda: len(list(filter(None, [s]))), "while": lambda: next(iter([s])) is s, "times": lambda: "ab" * s, "chr": lambda: chr(s), "hash": lambda: hash(s), "set": lambda: len({s, s}), "eq": lambda: s == s, "is": lambda: s is s, "bool": lambda: bool(s), "print": lambda: print(s), "join": lambda: ",".join(map(str, s)), "sum": lambda: sum(s), "dict": lambda: dict(enumerate(s))}
for name, use in uses.items():
    log.clear()
    result = use()
    done = list(log)
    print(name, "->", result, done)
log.clear()
with s as entered: log.append("body")
a, b = s
assert s
print(entered is s, a, b, log)
