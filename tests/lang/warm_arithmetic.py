# One arithmetic site, warm, meeting changing operand types: int, big int, float, bool, str, list, own classes.
class Own:
    def __add__(self, other): return "own add"
    def __radd__(self, other): return "own radd"
    def __mul__(self, other): return "own mul"
    def __sub__(self, other): return "own sub"
def add(a, b): return a + b
def sub(a, b): return a - b
def mul(a, b): return a * b
def div(a, b): return a / b
def floordiv(a, b): return a // b
def mod(a, b): return a % b
pairs = [(1, 2), (2**62, 2**62), (1.5, 2.5), (1, 2.5), (True, 1), ("a", "b"), ([1], [2]), ((1,), (2,)), (Own(), 1), (1, Own()), (10**20, 1), (-2**63, -1), (2**31 - 1, 1), (1j, 1), (b"a", b"b")]
for function in (add, sub, mul, div, floordiv, mod):
    for _ in range(120): function(7, 3)
    results = []
    for a, b in pairs + [(7, 3)]:
        try: results.append(function(a, b))
        except Exception as error: results.append(type(error).__name__)
    print(function.__name__, results)
    for _ in range(120): function(7.5, 2.0)
    print(function(7, 3), function(7.5, 2.0), function(7.5, 2), function(2**70, 3))
for function in (div, floordiv, mod):
    for zero in (0, 0.0, False):
        try: function(1, zero)
        except ZeroDivisionError as error: print(function.__name__, error)
total = 0
for i in range(500):
    total = add(total, i if i % 100 else 0.5)
    if i % 250 == 0: total = int(total)
print(total)
def augmented(n):
    x = 1
    for i in range(n):
        x += i; x -= 1; x *= 1 if i % 50 else 2; x //= 1; x ^= 3; x |= 1; x &= ~8; x <<= 1; x >>= 1; x %= 10**12
    return x
print(augmented(400))
