# str.format and format_map: fields, attributes, indexes, conversions, nested specs, escapes, errors.
class P:
    x, items = 5, {"k": [1, 2]}
    def __format__(self, spec): return f"P<{spec}>"
    def __str__(self): return "strP"
    def __repr__(self): return "reprP"
p = P()
print("{} {}".format(1, 2), "{1} {0}".format("a", "b"), "{a} {b}".format(a=1, b=2), "{0} {a}".format(1, a=2), "{{}} {{{}}}".format(1), "{0}{0}".format("x"), "{}".format(p), "{:spec}".format(p), "{!r} {!s} {!a}".format(p, p, "é"), "{!r:>8}|{!s:<8}|".format(p, p))
print("{0.x} {0.items[k]} {0.items[k][1]}".format(p), "{[0]} {[k]}".format([7], {"k": 8}), "{a[0]} {b.real}".format(a=[1], b=5), "{0[a.b]} {0[x y]}".format({"a.b": 1, "x y": 2}), "{0[0]} {0[-1]}".format({0: "int key", "-1": "str key"}), "{.x}".format(p))
print("{:{}}|{:{}.{}f}|{:{w}}".format("a", 5, 3.14159, 8, 2, "b", w=3), "{0:{1}{2}{3}}".format(5, "*", "^", 7), "{:{fill}>{w}}".format("x", fill="-", w=4), "{:{a}{b}}".format(1, a="0", b="3"), "{0:{0}}".format(5))
print("{:d} {:x} {:o} {:b} {:e} {:.3f} {:g} {:%} {:c} {:n}".format(10, 255, 8, 5, 12345.678, 1 / 3, 0.0001, 0.5, 65, 7), "{:>5}|{:<5}|{:^5}|{:=+5}|{:05}".format("a", "b", "c", 4, 5), "{:,} {:_} {:#x} {:+} {: }".format(1234567, 1234567, 255, 5, 5), "{:s} {:10s}|{:.2s}".format("str", "ab", "abcdef"))
def attempt(template, *args, **kwargs):
    try:
        print(repr(template), "->", template.format(*args, **kwargs))
    except Exception as error:
        print(repr(template), "->", type(error).__name__, error)
for template in ("{", "}", "{}}", "{{}", "{0", "{!}", "{!x}", "{!r", "{!rr}", "{0.}", "{0[}", "{0[]}", "{0]}", "{a}", "{1}", "{} {0}", "{0} {}", "{0.nothing}", "{0[5]}", "{0[key]}", "{:q}", "{:.}", "{:>>5}", "{:5.5}", "{:{}}", "{0!r:{0}}", "{:10", "{!r:}", "{0.__class__}", "{a.b}", "{ }", "{ 0}", "{0 }", "{-1}", "{0[0][0]}", "{0}{", "{:{:{}}}", "{0x1}", "{:d}", "{0!s:x}", "{0:}", "{" + "9" * 25 + "}"):
    attempt(template, [3])
class Default(dict):
    def __missing__(self, key): return f"<{key}>"
print("{a} {b}".format_map(Default(a=1)), "{x.real}".format_map({"x": 5}), "{a[0]}".format_map({"a": "z"}))
for template, mapping in (("{}", {"": 1}), ("{0}", {0: 1}), ("{a}", {}), ("{a}", 5), ("{a}", [1])):
    try:
        print(template.format_map(mapping))
    except Exception as error:
        print(template, "->", type(error).__name__, error)
total = 0
for i in range(200): total += len("{0:>{1}} {name!r} {2[0]}".format(i, i % 7, "xy", name=i))
print(total)
