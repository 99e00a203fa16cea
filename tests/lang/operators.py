# Operators and the special methods behind them.
class N:
    def __init__(self, v): self.v = v
    def __add__(self, o): return ("add", self.v, o.v if isinstance(o, N) else o)
    def __radd__(self, o): return ("radd", o, self.v)
    def __iadd__(self, o): self.v += o; return self
    def __mul__(self, o): return NotImplemented
    def __neg__(self): return N(-self.v)
    def __invert__(self): return "inv"
    def __eq__(self, o): return isinstance(o, N) and self.v == o.v
    def __lt__(self, o): return self.v < o.v
    def __hash__(self): return hash(self.v)
    def __bool__(self): return self.v != 0
    def __len__(self): return 3
    def __getitem__(self, k): return ("item", k)
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("del", k)
    def __contains__(self, k): return k == self.v
    def __index__(self): return self.v
    def __int__(self): return self.v
    def __call__(self): return "called"
n = N(5)
print(n + 1, 1 + n, n + N(2), (-n).v, ~n, n == N(5), n != N(5), n < N(6), n > N(4))
n += 10
print(n.v, bool(N(0)), len(n), n[1], n[1:2], 15 in n, n(), [0] * N(2), int(n))
n["k"] = 1
del n["k"]
try:
    n * 2
except TypeError as e:
    print(e)
try:
    n @ 2
except TypeError as e:
    print(e)
try:
    N(1) <= N(2)
except TypeError as e:
    print(e)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, not 0, 5 and 0 or 7, None is None)
print(7 // 2, -7 // 2, 7 % -3, 7.5 // 2, 2 ** -1, 2 ** 10, divmod(-7, 3), 1 << 70, -1 >> 3, 6 & 3, 6 | 3, 6 ^ 3)
print(10 ** 30, 10 ** 30 // 7, -(10 ** 20) % 7, (1 << 64) - 1, 3 * 10 ** 18 * 10, 2 ** 61 + 2 ** 61)
a = b = [1]
b += [2]
print(a, a is b)
x = 5
x -= 2; x *= 3; x /= 2; x //= 1; x **= 2; x %= 10
print(x)
print("a" "b" + "c" * 3, [1] + [2] * 2, (1,) + (2,), "a" < "b", [1, 2] < [1, 3], (1, 2) == (1, 2))
print(0.1 + 0.2, 1e308 * 10, -0.0, 1 / 3, 5 // 0.3, float("nan") == float("nan"))
for op in ("1/0", "1//0", "1%0", "1.0/0", "'a'+1", "1+'a'", "[]+()", "-'a'", "1<'a'", "len(5)", "None[0]", "(1)()", "5 in 5"):
    try:
        eval(op)
    except Exception as e:
        print(op, type(e).__name__, e)
