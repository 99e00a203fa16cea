# print: separators, ends, files, flush, objects with __str__, return value, errors, and many arguments.
class Out:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s); return len(s)
    def flush(self): self.parts.append("<flush>")
out = Out()
print("a", 1, None, [2], sep="-", end="!\n", file=out)
print(file=out)
print("x", end="", file=out, flush=True)
print(*range(5), sep="", file=out)
print(sep="ignored", end="end", file=out)
print("a", "b", sep=None, end=None, file=out)
print("".join(out.parts))
class Loud:
    def __str__(self):
        order.append("str")
        return "loud"
    def __repr__(self): return "repr"
order = []
print(Loud(), [Loud()], (Loud(),), {Loud(): 1}.__len__(), f"{Loud()}", order)
print(print("inner") is None, print.__name__, *[], sep="|")
class Fails:
    def write(self, s): raise OSError("disk full")
class NoFlush:
    def write(self, s): pass
class BadStr:
    def __str__(self): return 5
for bad in (lambda: print(1, sep=1), lambda: print(1, end=b""), lambda: print(1, file=5), lambda: print(1, file=Fails()), lambda: print(1, file=NoFlush(), flush=True), lambda: print(BadStr()), lambda: print(1, colour="red"), lambda: print(1, file=None, flush=False), lambda: print(*5)):
    try: print("->", bad())
    except Exception as error: print(type(error).__name__, error)
print("é", "😀", "\t|", "multi\nline", r"\n", "nul" + chr(0x2022), True, ..., 1e100, 2**70, 1j, b"bytes", sep=" ~ ")
print("many", *(str(i) for i in range(40)), sep=",")
for i in range(3): print(i, end=" " if i < 2 else "\n")
for row in ("ab", "cd"): print(*row, sep="·")
