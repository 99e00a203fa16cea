# Binary arithmetic methods: forward, reflected, the subclass first, NotImplemented, error texts.
class Money:
    def __init__(self, amount):
        self.amount = amount
    def __repr__(self):
        return f"{type(self).__name__}({self.amount})"
    def __add__(self, other):
        if isinstance(other, Money):
            return Money(self.amount + other.amount)
        if isinstance(other, int):
            return Money(self.amount + other)
        return NotImplemented
    def __radd__(self, other):
        print("radd", other)
        return self + other
    def __mul__(self, other):
        return Money(self.amount * other)
    __rmul__ = __mul__
print(Money(1) + Money(2), Money(1) + 5, 5 + Money(1), Money(2) * 3, 3 * Money(2))
print(sum([Money(1), Money(2)], Money(0)), sum([Money(4)]))
for wrong in (lambda: Money(1) + "x", lambda: "x" + Money(1), lambda: Money(1) - 1, lambda: 1 - Money(1), lambda: Money(1) ** 2, lambda: [] + Money(1)):
    try:
        wrong()
    except TypeError as error:
        print(error)

# All operators, one recorder.
class Recorder:
    pass
operators = {"add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%",
             "pow": "**", "lshift": "<<", "rshift": ">>", "and": "&", "xor": "^", "or": "|"}
for name, sign in operators.items():
    def forward(self, other, sign=sign):
        return f"R {sign} {other}"
    def backward(self, other, sign=sign):
        return f"{other} {sign} R"
    setattr(Recorder, f"__{name}__", forward)
    setattr(Recorder, f"__r{name}__", backward)
r = Recorder()
for sign in operators.values():
    print(eval(f"r {sign} 7"), "|", eval(f"7 {sign} r"), end="; ")
print()
Recorder.__divmod__ = lambda self, other: ("divmod", other)
Recorder.__rdivmod__ = lambda self, other: ("rdivmod", other)
print(divmod(r, 3), divmod(3, r))

# A subclass on the right goes first if it has its own reflected method.
class Base:
    def __add__(self, other): return "Base.add"
    def __radd__(self, other): return "Base.radd"
class Own(Base):
    def __radd__(self, other): return "Own.radd"
class Inherits(Base):
    pass
print(Base() + Own(), Base() + Inherits(), Own() + Base(), Base() + Base())
# Two operands of one class: the reflected method is never tried.
class Declines:
    def __add__(self, other):
        print("add declined")
        return NotImplemented
    def __radd__(self, other):
        print("never")
try:
    Declines() + Declines()
except TypeError as error:
    print(error)
# A subclass of a built-in.
class Celsius(float):
    def __radd__(self, other):
        return "reflected"
print(1.0 + Celsius(2), 1 + Celsius(2), Celsius(2) + 1.0)
# None as the method blocks it.
class Blocked:
    __add__ = None
    __radd__ = None
for wrong in (lambda: Blocked() + 1, lambda: 1 + Blocked()):
    try:
        wrong()
    except TypeError as error:
        print(error)
# Warm: the method is replaced while the loop adds.
results = []
m = Money(1)
for i in range(300):
    if i == 200:
        Money.__add__ = lambda self, other: "changed"
    results.append(m + 1)
print(results.count("changed"))
