# match: literal, value, capture, wildcard and or-patterns; guards; no fall through; what is compared how.
def literal(x):
    match x:
        case 0: return "zero"
        case -1 | -1.5: return "negative"
        case 1 + 2j: return "complex"
        case "a" | "b": return "letter"
        case b"bytes": return "bytes"
        case None: return "none"
        case True: return "true"
        case "joined" " text": return "concatenated"
        case 3.5: return "float"
    return "nothing"
print([literal(x) for x in (0, 0.0, False, -1, -1.5, 1 + 2j, "b", b"bytes", None, True, 1, "joined text", 3.5, [], "c", -0.0)])
class Colour:
    RED, GREEN = "red", "green"
    class Inner: deep = 7
def value(x, constant=Colour):
    match x:
        case Colour.RED: return "R"
        case constant.GREEN: return "G"
        case Colour.Inner.deep: return "deep"
        case other: return f"captured {other}"
print([value(x) for x in ("red", "green", 7, "blue")])
def guards(x):
    match x:
        case n if n < 0: return "negative"
        case 0 if False: return "never"
        case int() | float() as n if n > 100: return f"big {n}"
        case n if (half := n / 2) == 5: return f"half {half}"
        case _: return "rest"
print([guards(x) for x in (-5, 0, 500, 10, 11)])
def alternatives(x):
    match x:
        case [1, a] | {"k": a} | (2, a, _): return a
        case (3 | 4 as n) | [n]: return ("n", n)
        case [("x" | "y") as letter, *_] if letter: return letter
    return None
print([alternatives(x) for x in ([1, 10], {"k": 20}, (2, 30, 0), 3, 4, [9], ["x", 1], ["z"])])
# Equality is asked, identity only for None, True and False; the subject is evaluated once.
class Loud:
    def __eq__(self, other):
        print("eq", other, end="; ")
        return other == "b"
def subject():
    print("subject", end="; ")
    return Loud()
match subject():
    case None | True: print("never")
    case "a": print("never")
    case 5 | "b": print("matched b")
match 1:
    case True: print("true")
    case 1: print("one, not True")
match True:
    case 1: print("True == 1")
# Names bound by a failed pattern may stay bound.
match [1, 2]:
    case [bound, 3]: pass
    case [_, _]: print("bound" in globals())
# match and case and _ are ordinary names elsewhere.
match = {"case": 1}
case = match["case"]
_ = 5
print(match, case, _, (match))
match (case):
    case 1: print("soft keyword", _)
match case, _:
    case 1, 5: print("tuple subject")
match *[1], 2,:
    case [1, 2]: print("starred subject")
for source in ("match x:\n case a | b: pass", "match x:\n case a: pass\n case b: pass", "match x:\n case _: pass\n case 1: pass", "match x:\n case a if b: pass\n case c: pass", "match x:\n case 1 | _: pass", "match x:\n case _ | 1: pass", "match x:\n case [a, a]: pass", "match x:\n case (a | b): pass", "match x:\n case a as a: pass", "match x:\n case 1 as _: pass", "match x:\n case x.y as z.w: pass", "match x:\n case 1 + 1: pass", "match x:\n case 1 + a: pass", "match x:\n case -a: pass", "match x:\n case f'{a}': pass", "match x:\n pass", "match x:\n case: pass", "match:\n case 1: pass", "match x\n case 1: pass", "match x:\n case 1 pass", "match x:\n case a := 1: pass", "match x:\n case [*a, *b]: pass", "match x:\n case {**a, 'k': 1}: pass", "match x:\n case {'k': 1, 'k': 2}: pass", "match x:\n case A(b=1, b=2): pass", "match x:\n case A(b=1, 2): pass", "match x:\n case {**_}: pass", "match x:\n case a(): pass", "match x:\n case a.b(): pass", "match x:\n case a[0]: pass", "match x:\n case not a: pass", "match x:\n case 2j + 1: pass", "match x:\n case {a: 1}: pass", "match x:\n case *a: pass", "match x:\n case *a,: pass", "match x:\n case (*a): pass", "match x:\n case 1 or 2: pass", "match x:\n case __debug__: pass", "match = x:\n case 1: pass", "match x: case 1: pass", "match x:\ncase 1: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "| fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
