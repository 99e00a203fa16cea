# One code object run in many namespaces: caches must follow the names, builtins and classes of each run.
source = """
class K:
    kind = label
    def __init__(self, v): self.v = v
    def twice(self): return self.v * factor
def work(n):
    total = zero
    for i in range(n): total += K(i).twice()
    return total
result = work(60)
listed = [transform(v) for v in (1, 2)]
size = len("abc")
"""
code = compile(source, "<repeated>", "exec")
def run(**names):
    space = {"label": "plain", "factor": 1, "zero": 0, "transform": str, **names}
    exec(code, space)
    return space["result"], space["listed"], space["size"], space["K"].kind
print(run())
print(run(factor=2, label="two"))
print(run(factor=0.5, zero=0.0))
print(run(zero=10**20, transform=lambda v: v + 1))
print(run(len=lambda s: "own len", range=lambda n: [1, 2, 3]))
print(run(factor=True, transform=type))
class V:
    def __init__(self, n=0): self.n = n
    def __radd__(self, o): return V(o + self.n)
    def __add__(self, o): return V(self.n + o)
    def __repr__(self): return f"V({self.n})"
print(run(zero=V(1)))
for bad in ({"factor": "x", "zero": 1}, {"transform": None}, {"range": 5}, {"label": 1, "zero": None}):
    try: print(run(**bad))
    except TypeError as error: print(error)
spaces = [{"label": i, "factor": i, "zero": 0, "transform": float} for i in range(20)]
for s in spaces: exec(code, s)
print([s["result"] for s in spaces][:5], [s["K"](3).twice() for s in spaces][-3:], len({s["K"] for s in spaces}), spaces[0]["work"].__code__ is spaces[1]["work"].__code__)
spaces[3]["factor"] = 100
spaces[4]["K"].twice = lambda self: 7
print(spaces[3]["work"](5), spaces[4]["work"](5), spaces[5]["work"](5), spaces[3]["K"](1).twice())
expression = compile("f(x) + y if x else y", "<e>", "eval")
print([eval(expression, {"f": f, "x": x, "y": y}) for f, x, y in ((abs, -3, 1), (len, "ab", 2), (str, 5, "!"), (None, 0, "zero"), (list, "ab", ["c"]))] * 1, sum(eval(expression, {"f": float, "x": i, "y": i}) for i in range(150)))
