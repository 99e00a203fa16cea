# Structural pattern matching.
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def m(v):
    match v:
        case 0: return "zero"
        case 1 | 2: return "one or two"
        case "s": return "str s"
        case None: return "none"
        case True: return "true"
        case [a]: return f"one {a}"
        case [1, *rest]: return f"1 then {rest}"
        case (a, b) if a == b: return f"pair of {a}"
        case [a, b, *_]: return f"starts {a} {b}"
        case {"k": k, **rest}: return f"map {k} {rest}"
        case P(x=0, y=y): return f"P0 {y}"
        case P(x, y): return f"P {x} {y}"
        case str() as s: return f"other str {s}"
        case int(n) if n > 100: return f"big {n}"
        case float() | complex(): return "num"
        case _: return "default"
for v in [0, 1, 2, "s", "t", None, [5], [1, 2, 3], (4, 4), [7, 8, 9], {"k": 1, "z": 2}, P(0, 3), P(1, 2), 500, 50, 2.5, {}, b"x"]:
    print(repr(v) if not isinstance(v, P) else "P", "->", m(v))
