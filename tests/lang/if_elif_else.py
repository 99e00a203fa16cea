# if statements: elif chains, else, nesting, constants, the truth of conditions, dangling else, errors.
def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        if n % 2:
            kind = "small odd"
        else:
            kind = "small even"
    else:
        kind = "large"
    return kind
print([classify(n) for n in (-5, 0, 3, 4, 10)])
if 0: print("never")
elif "": print("never")
elif []: print("never")
else: print("else")
if 1: x = "one line"; y = 2
print(x, y)
if True:
    if False:
        pass
    else:
        print("inner else")
else:
    print("outer else")
if not None and (False or 0 == 0.0): print("compound")
if (n := 10) > 5 and n % 2 == 0: print("walrus", n)
if __debug__: print("debug")
# Constant conditions are removed, and names assigned there are still local.
def constant():
    if 0:
        z = 1
    if False:
        yield
    return 5
print(type(constant()).__name__)
def local():
    if False: hidden = 1
    try:
        return hidden
    except UnboundLocalError as error:
        return str(error)
print(local())
order = []
def c(value, name):
    order.append(name)
    return value
if c(0, "a"): pass
elif c(0, "b"): pass
elif c(1, "c"): pass
elif c(1, "d"): pass
print(order)
class Raises:
    def __bool__(self): raise ArithmeticError("undecided")
try:
    if Raises(): pass
except ArithmeticError as error:
    print(error)
for value in (None, 0, 0.0, 0j, "", b"", (), [], {}, set(), frozenset(), range(0), False, "0", [0], -1, float("nan"), ..., object, lambda: 0):
    print("T" if value else "F", end="")
print()
def many(n):
    if n == 0: return "a"
    elif n == 1: return "b"
    elif n == 2: return "c"
    elif n == 3: return "d"
    elif n == 4: return "e"
    return "rest"
print("".join(many(i % 7)[0] for i in range(300)).count("c"))
for source in ("if x:", "if x\n pass", "if: pass", "if x = 1: pass", "if x: pass\n else: pass", "if x:\n pass\nelif: pass", "if x:\n pass\nelse if y:\n pass", "if x:\n  a\n b", "if x:\npass", "elif x: pass", "if x:\n pass\nelse:\n pass\nelif y:\n pass", "if x: if y: pass", "if x: for y in z: pass", "if x: a; b; c", "if (x): pass", "if x, y: pass", "if *x: pass", "if x:\n\ta\n        b", "if x:\n pass\n  y", "if True:\n  a\nelse\n  b", "if x then y", "if yield: pass", "if lambda: x: pass", "if x: pass;", "if x:;", "if x : # comment\n pass", "if x:\n # only a comment\n"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", type(error).__name__, error.msg, error.lineno)
