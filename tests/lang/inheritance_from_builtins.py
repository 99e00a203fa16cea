# Subclasses of int, str, list, dict, set, tuple, float and Exception: overridden methods, operators, types of results.
class MyInt(int):
    def __add__(self, o): return MyInt(int(self) + int(o) + 100)
    def __repr__(self): return f"MyInt({int(self)})"
class MyStr(str):
    def upper(self): return MyStr("<" + super().upper() + ">")
    def __getitem__(self, k): return MyStr(super().__getitem__(k))
class MyList(list):
    def append(self, v): super().append(v * 2)
    def __getitem__(self, k): return super().__getitem__(k) if isinstance(k, slice) else ("item", super().__getitem__(k))
    def __iter__(self): return (v + 1000 for v in super().__iter__())
class MyDict(dict):
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
    def __getitem__(self, k): return super().__getitem__(k.lower())
    def __contains__(self, k): return super().__contains__(k.lower())
class MySet(set):
    def add(self, v): super().add(v % 10)
class MyTuple(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __add__(self, o): return MyTuple(*self, *o)
class MyFloat(float):
    def __eq__(self, o): return abs(self - o) < 0.1
    __hash__ = float.__hash__
print(MyInt(1) + 2, 1 + MyInt(2), MyInt(5) * 2, sum([MyInt(1), MyInt(2)]), type(MyInt(3) - 1).__name__, [MyInt(1)], int(MyInt(7)), MyInt(3) == 3, range(5)[MyInt(2)], {MyInt(1): "k"}[1], f"{MyInt(4)}", f"{MyInt(4):d}", str(MyInt(4)))
print(MyStr("abc").upper(), MyStr("abc")[0].__class__.__name__, MyStr("abc")[1:].upper(), type(MyStr("a") + "b").__name__, MyStr("a") == "a", "".join([MyStr("x"), MyStr("y")]), MyStr("a,b").split(",")[0].__class__.__name__, {MyStr("k"): 1}["k"], isinstance(MyStr("x"), str), MyStr("%s") % 1)
l = MyList([1, 2])
l.append(5); l.extend([7]); l += [8]
print(list.__repr__(l), l[0], l[:2], type(l[:2]).__name__, list(l), [*l], sum(l), 1 in l, len(l), sorted(l), l == [1, 2, 10, 7, 8], tuple(l), max(l), type(l + [1]).__name__, l.copy().__class__.__name__)
d = MyDict(A=1)
d["B"] = 2
d.update(C=3)
print(d, d["b"], "B" in d, "A" in d, d.get("B"), d.get("b"), {**d}, dict(d), len(d), list(d), d | {"Z": 1}, type(d | {}).__name__, d.setdefault("Q", 5), d.pop("b"))
try: d["A"]
except KeyError as error: print("KeyError", error)
s = MySet([11])
s.add(25); s.update([37]); s |= {48}
print(sorted(s), 5 in s, type(s & {5}).__name__, type(s.copy()).__name__)
t = MyTuple(1, 2) + (3,)
print(t, type(t).__name__, type(t[:1]).__name__, t == (1, 2, 3), hash(t) == hash((1, 2, 3)), MyTuple() == (), (0,) + t)
print(MyFloat(1.0) == 1.05, 1.05 == MyFloat(1.0), MyFloat(2) != 2.05, [MyFloat(1.0)].count(1.01), MyFloat(1) < 2, type(MyFloat(1) + 1).__name__)
total = MyInt(0)
for i in range(200): total = total + (MyInt(i) if i % 2 else i)
print(total, sum(MyList(range(100))), len(MyDict({str(i): i for i in range(50)})))
