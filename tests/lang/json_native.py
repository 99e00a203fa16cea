"""Reading and writing JSON with `_json`."""
import _json


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "__notes__", None))


for text in "plain", 'q"\\/', "\b\f\n\r\t\x01\x7f", "é€😀", "\ud800", "":
    print(ascii(_json.encode_basestring_ascii(text)), ascii(_json.encode_basestring(text)))
for text in '"', 'plain" rest', r'a\n\t\"\\\/\u00e9"', r'\ud83d\ude00" x', r'\ud83d" x', 'é€"':
    print(ascii(_json.scanstring(text, 0)))
print(_json.scanstring('\tx"', 0, False), _json.scanstring('é"ab"', 2))
attempt(lambda: _json.encode_basestring(5))
attempt(lambda: _json.scanstring(5, 0))
attempt(lambda: _json.scanstring("a", 5))


class Context:
    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = staticmethod(lambda name: "<" + name + ">")
    memo = {}


scan = _json.make_scanner(Context())
for text in (
    "null", "true", "false", "12", "-0", "1.5", "-2e3", "1E-2", "123456789012345678901234567890", "NaN", "-Infinity",
    "[]", "[1, 2 ,[3]]", "{}", '{"a": 1, "b": {"a": [true]}}', '"text"', "01", "1.", "é", "", "nul", "-", '["é€", 1]  x',
):
    attempt(lambda: scan(text, 0))
attempt(lambda: scan("  5", 2))
attempt(lambda: scan("5", -1))
Context.object_hook = staticmethod(lambda found: sorted(found.items()))
Context.parse_int = staticmethod(lambda digits: "i" + digits)
Context.parse_float = staticmethod(lambda digits: "f" + digits)
print(_json.make_scanner(Context())('{"b": 1, "a": 2.5}', 0))
Context.object_pairs_hook = staticmethod(lambda pairs: pairs)
print(_json.make_scanner(Context())('{"b": 1, "b": {"c": []}}', 0))


def encoder(indent=None, sort=False, skip=False, nan=True, function=_json.encode_basestring_ascii, markers={}):
    def default(value):
        if isinstance(value, set):
            return sorted(value)
        raise TypeError(f"not serializable: {value!r}")

    return _json.make_encoder(markers, default, function, indent, ": ", ", ", sort, skip, nan)


class Number(int):
    def __repr__(self):
        return "never"


value = {"a": [1, 2.5, None, True, False, "é"], "b": {}, "c": [], "d": (1, {2, 3}), 4: 5, None: 6, True: 7, 1.5: Number(8)}
print(encoder()(value, 0))
print(encoder(indent="  ")(value, 0)[0])
print(encoder(sort=True)({"b": 1, "a": 2}, 0), encoder(skip=True)({(1,): 2, "x": 3}, 0), encoder()(10**30, 0))
print(encoder(function=lambda text: "<" + text + ">")({"k": "v", 1: 2}, 0))
print(encoder()([float("nan"), float("inf"), -float("inf"), 1e300, -0.0], 0))
attempt(lambda: encoder(nan=False)([1, {"x": float("nan")}], 0))
attempt(lambda: encoder()({(1,): 2}, 0))
attempt(lambda: encoder()({"k": [1, object]}, 0) if False else encoder()({"k": [1, {"z": 3j}]}, 0))
loop = []
loop.append({"again": loop})
attempt(lambda: encoder()(loop, 0))
