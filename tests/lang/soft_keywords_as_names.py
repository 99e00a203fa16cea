# match, case, type, _ and the like as ordinary names everywhere they may be.
match = case = type_ = 1
_ = 2
print(match + case + _, [match, case], {match: case}, (lambda match, case=3: match + case)(1), f"{match} {case}", match if case else _, not match, -match, match[0] if False else "indexed not")
def match(case, type=5, _=6): return case, type, _
print(match(1), match(case=2, type=3), match(*[1, 2]), match((1)), match (7))
class case:
    match = "attribute"
    type = 1
    def _(self): return "method _"
print(case.match, case().type, case()._(), case . match)
match.case = "function attribute"
print(match.case)
match = [10, 20]
match[0] = 30
match [1] = 40
print(match, match [0], *match)
match += [5]
match, case = 1, 2
print(match, case)
match = {"k": 1}
match["k"] = 2
del match["k"]
print(match)
for match in range(2): pass
for case, _ in [(1, 2)]: print(match, case, _)
match: int = 3
case: str = "annotated"
print(match, case, [match for match in "ab"], {case: _ for case, _ in [(1, 2)]})
type = 5
print(type, type + 1)
type: int = 6
type = lambda type: type
print(type(7), type (8), type.__name__)
del type
print(type(5).__name__)
match = -1
match * 2
match - 1
print(match * 2, match - 1, (match), match)
match (match):
    case -1: print("subject in parentheses")
match match, case:
    case (-1, _): print("two names as subject")
match not match:
    case False: print("not")
match [1, 2]:
    case [x, y]: print("list subject", x, y)
match {"match": 1}:
    case {"match": case}: print("mapping", case)
match -match:
    case 1: print("negative")
match lambda: 1:
    case f: print("lambda", f())
match (yield_ := 3):
    case 3: print("walrus", yield_)
match "a" "b":
    case "ab": print("strings")
import sys as match
print(match is sys if "sys" in globals() else match.__name__)
try: raise ValueError("v")
except ValueError as match: print(match)
with __import__("_thread").allocate_lock() as case: print(case)
global_match = 1
def uses():
    global match, case
    match, case = "set", "globally"
uses()
print(match, case)
for source in ("match x:\n case 1: pass", "match = 1", "match(x)", "match(x):\n case 1: pass", "match x", "match x:", "match:\n case 1: pass", "case x: pass", "match x:\n pass", "type X = int", "type = int", "type X", "type X[T] = list[T]", "type(X)", "type X: int", "type 1 = 2", "type X.y = 1", "match x, :\n case 1,: pass", "match *x:\n case 1: pass", "print(match=1)", "def case(): pass", "lambda match: match", "match.x = 1", "match[0]:\n case 1: pass", "match x:\n case _: pass\n case _: pass", "async def match(): pass", "class type: pass", "match in x", "match is x", "match and x", "match x is y:\n case True: pass", "_ = 1; match _:\n case 1: pass"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "fine")
    except SyntaxError as e: print(repr(source), "|", e.msg)
