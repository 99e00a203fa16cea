# A serializer and parser for a JSON-like format: escapes, numbers, nesting, errors with positions, round trips.
def dump(value, indent=None, level=0):
    newline = "" if indent is None else "\n" + " " * indent * (level + 1)
    end = "" if indent is None else "\n" + " " * indent * level
    match value:
        case None: return "null"
        case True: return "true"
        case False: return "false"
        case int() | float(): return repr(value)
        case str():
            out = ""
            for c in value:
                if c in '"\\': out += "\\" + c
                elif c < " ": out += {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(c) or f"\\u{ord(c):04x}"
                else: out += c
            return f'"{out}"'
        case [] | (): return "[]"
        case [*items]: return "[" + newline + f",{newline or ' '}".join(dump(v, indent, level + 1) for v in items) + end + "]"
        case dict() if not value: return "{}"
        case dict():
            if not all(isinstance(k, str) for k in value): raise TypeError(f"keys must be str, not {type(next(k for k in value if not isinstance(k, str))).__name__}")
            return "{" + newline + f",{newline or ' '}".join(f"{dump(k)}: {dump(v, indent, level + 1)}" for k, v in value.items()) + end + "}"
    raise TypeError(f"cannot write {type(value).__name__}")
class ParseError(ValueError):
    def __init__(self, message, text, at):
        line = text.count("\n", 0, at) + 1
        super().__init__(f"{message} at line {line} column {at - text.rfind(chr(10), 0, at)}")
        self.at = at
def load(text):
    at = 0
    def fail(message): raise ParseError(message, text, at)
    def space():
        nonlocal at
        while at < len(text) and text[at] in " \t\r\n": at += 1
    def literal(word, value):
        nonlocal at
        if not text.startswith(word, at): fail(f"expected {word}")
        at += len(word)
        return value
    def string():
        nonlocal at
        out, at = "", at + 1
        while True:
            if at >= len(text): fail("unterminated string")
            c, at = text[at], at + 1
            if c == '"': return out
            if c == "\\":
                c, at = text[at:at + 1], at + 1
                if c == "u":
                    out, at = out + chr(int(text[at:at + 4], 16)), at + 4
                elif c in '"\\/': out += c
                elif c and c in "nrtbf": out += "\n\r\t\b\f"["nrtbf".index(c)]
                else: fail(f"bad escape {c!r}")
            else: out += c
    def number():
        nonlocal at
        start = at
        while at < len(text) and text[at] in "+-0123456789.eE": at += 1
        try: return int(text[start:at])
        except ValueError:
            try: return float(text[start:at])
            except ValueError: at = start; fail(f"bad number {text[start:start + 5]!r}")
    def items(close, one):
        nonlocal at
        at += 1
        space()
        if text[at:at + 1] == close: at += 1; return
        while True:
            yield one()
            space()
            c, at = text[at:at + 1], at + 1
            if c == close: return
            if c != ",": at -= 1; fail(f"expected , or {close}")
            space()
    def pair():
        nonlocal at
        if text[at:at + 1] != '"': fail("expected a key")
        key = string()
        space()
        if text[at:at + 1] != ":": fail("expected :")
        at += 1
        return key, value()
    def value():
        space()
        match text[at:at + 1]:
            case "n": return literal("null", None)
            case "t": return literal("true", True)
            case "f": return literal("false", False)
            case '"': return string()
            case "[": return list(items("]", value))
            case "{": return dict(items("}", pair))
            case "": fail("unexpected end")
            case _: return number()
    result = value()
    space()
    if at < len(text): fail("extra data")
    return result
data = {"name": "é \"q\" \\ \n\x01", "list": [1, -2.5, 1e100, [], {}, [[1]]], "nested": {"t": True, "f": False, "n": None}, "": 10**20}
text = dump(data)
print(text, load(text) == data, load(dump(data, 2)) == data)
print(dump([1, {"a": [2, 3], "b": {}}], 2))
for bad in ("", "[1, 2", "{\"a\" 1}", "{a: 1}", "[1,]", "tru", "\"abc", "\"\\x\"", "[1 2]", "1.2.3", "{\"a\": 1,\n \"b\": ?}", "nullx", "[", "{\"k\":}", "\"\\u12\"", "--1"):
    try: print(load(bad))
    except ValueError as error: print(repr(bad), "->", type(error).__name__, error)
for bad in ({1: 2}, [object], {"s": {1}}, [b"x"], 1j):
    try: print(dump(bad))
    except TypeError as error: print(error)
deep = []
for _ in range(100): deep = [deep]
print(load(dump(deep)) == deep, load("[" * 50 + "]" * 50) == load(" [ " * 50 + " ] " * 50), sum(load(dump([i, str(i), {"k": i}]))[0] for i in range(100)))
