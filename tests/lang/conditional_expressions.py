# x if c else y: laziness, nesting, precedence, and the refused forms.
def loud(name, value):
    print(name, end=" ")
    return value
print(loud("then", 1) if loud("test", True) else loud("else", 2))
print(loud("then", 1) if loud("test", []) else loud("else", 2))
print("a" if False else "b" if False else "c", ("a" if True else "b") if True else "c", "x" if None else "y" if 0 else "z" if "" else "end")
print(1 + 2 if True else 3 + 4, [1, 2] if 0 else [3], (1, 2) if 1 else 3, not True if False else True, (lambda: 1 if True else 2)())
n = 5
print("odd" if n % 2 else "even", n if n > 3 and n < 10 else None, (lambda x: x if x else "falsy")(0), [i if i % 2 else -i for i in range(5)], {("k" if n else "j"): 1}, f"{'yes' if n else 'no'}")
print([*([1] if n else []), *((2, 3) if not n else ())], {**({"a": 1} if n else {})}, (n if n < 3 else n * 2) + 1, -n if n else n, n if n else 1 / 0)
def grade(score):
    return "A" if score >= 90 else "B" if score >= 80 else "C"
print([grade(s) for s in (95, 85, 10)])
class Truth:
    def __init__(self, value): self.value = value
    def __bool__(self):
        print("asked", end=" ")
        return self.value
print("T" if Truth(True) else "F", "T" if not Truth(True) else "F", "T" if Truth(True) and Truth(False) else "F", "T" if Truth(False) or Truth(True) else "F")
x = y = 0
x, y = (1, 2) if n else (3, 4)
d = {}
d["a" if n else "b"] = 1
(d if n else {})["c"] = 2
print(x, y, d)
def target(): return d if n else None
target()["e"] = 3
print(d, sum(i if i > 2 else 0 for i in range(5)), max((1 if True else 2), 0), (yield_ := 5) if n else 6)
for source in ("1 if 2", "x if y else", "if x else y", "a if b else c = 1", "x = 1 if 2 else pass", "a if b else lambda: c if d else e", "a if b, c else d", "(a if b else c) = 1", "del a if b else c", "1 if x else return", "x if y else *z", "a if (yield) else b", "for x in a if b else c: pass", "a if b := 1 else c", "[x if y for z in w]", "x if else y", "break if x else 1", "(x = 1) if y else z", "print(1) if x else"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
total = 0
for i in range(300):
    total += i if i % 3 else -i if i % 2 else 0
print(total)
