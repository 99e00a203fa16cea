# match: sequence and mapping patterns, stars, nesting, which objects count as sequences and mappings.
def seq(x):
    match x:
        case []: return "empty"
        case [a]: return f"one {a}"
        case [a, b]: return f"two {a} {b}"
        case [first, *middle, last]: return f"{first}..{middle}..{last}"
    return "not a sequence"
from _collections import deque
print([seq(x) for x in ([], (1,), [1, 2], (1, 2, 3, 4), range(3), "ab", b"ab", bytearray(b"ab"), {1, 2}, {1: 2}, iter([1]), 5, None, deque([1, 2]))])
def stars(x):
    match x:
        case [*_, "end"]: return "ends"
        case ["start", *rest]: return rest
        case [_, *middle, _] if len(middle) == 1: return ("middle", middle)
        case (*all,): return tuple(all)
print(stars([1, "end"]), stars(["start", 2, 3]), stars([1, 2, 3]), stars([1, 2]), stars([]))
def nested(x):
    match x:
        case [[a, b], [c, *d], (e,)]: return a, b, c, d, e
        case [("op" | "cmd") as kind, {"args": [*args]}]: return kind, args
        case {"user": {"name": str(name), "tags": [tag, *_]}}: return name, tag
        case {"a": 1, "b": [x1, x2], **rest}: return x1, x2, rest
        case {"only": None}: return "none value"
        case {}: return "any mapping"
    return "no"
print(nested([[1, 2], [3, 4, 5], [6]]), nested(["cmd", {"args": (1, 2)}]), nested({"user": {"name": "n", "tags": "ab"}}), nested({"user": {"name": "n", "tags": ["t", "u"]}}))
print(nested({"a": 1, "b": (8, 9), "c": 3, "d": 4}), nested({"only": None}), nested({"other": 0}), nested({}), nested([]))
class Key: const = "k"
def keys(x):
    match x:
        case {1: "int", 2.5: "float", None: n} if False: return "never"
        case {Key.const: v, -1: w}: return v, w
        case {"a" "b": joined}: return joined
        case {b"x": y, 1 + 2j: z}: return y, z
print(keys({"k": 1, -1: 2, "extra": 0}), keys({"ab": "joined"}), keys({b"x": 1, (1 + 2j): 2}))
# A mapping's get() is used with a default of its own: __missing__ stays out of it.
class Default(dict):
    def __missing__(self, key):
        print("missing asked")
        return "made"
match Default(a=1):
    case {"a": 1, "b": value}: print("matched", value)
    case {"a": x}: print("without b", x)
class MySeq:
    def __len__(self): return 2
    def __getitem__(self, i): return ("x", "y")[i]
match MySeq():
    case [a, b]: print("never")
    case _: print("not registered as a sequence")
class SubList(list):
    def __len__(self):
        print("len", end=" ")
        return super().__len__()
match SubList([1, 2]):
    case [1]: print("one")
    case [1, x]: print("two", x)
rest_of = {"k": 1, "l": 2}
match rest_of:
    case {"k": 1, **others}:
        others["new"] = 3
print(others, rest_of)
try:
    match {"x": 1}:
        case {Key.const: 1, "k": 2}: pass
    print("no error when the first is missing")
    match {"k": 1}:
        case {Key.const: 1, "k": 2}: pass
except ValueError as error:
    print(error)
count = 0
for i in range(300):
    match [i % 3, {"v": i}]:
        case [0, {"v": v}] if v % 2: count += v
        case [1, {**kw}]: count += len(kw)
        case [n, _]: count -= n
print(count)
