# t-strings (PEP 750): strings and interpolations, conversions, specs, nesting, concatenation, iteration, errors.
name, n = "Ann", 5
t = t"Hello {name!r:>10}, {n + 1 = } and {n:{n}d}!"
print(type(t).__name__, t.strings, [(i.value, i.expression, i.conversion, i.format_spec) for i in t.interpolations], t.values)
print(t"plain".strings, t"".strings, t"{n}".strings, len(t"{n}{name}".interpolations), t"{{}}".strings, t"a{n}b{n}c".strings, t"{n}{n}".strings)
i = t"{name.upper()!s:x}".interpolations[0]
print(i.value, i.expression, i.conversion, i.format_spec, type(i).__name__, repr(i))
print([p if isinstance(p, str) else p.value for p in t"x{1}y{2}"], list(t""), list(t"only text"))
both = t"a{1}" + t"b{2}"
print(both.strings, both.values)
def render(template):
    out = []
    for part in template:
        match part:
            case str() as s: out.append(s)
            case _:
                value = {"r": repr, "s": str, "a": ascii, None: lambda v: v}[part.conversion](part.value)
                out.append(format(value, part.format_spec))
    return "".join(out)
print(render(t"{name} is {n:>3} {name!r} {3.14159:.2f} {'é'!a}"), render(t"{{{n}}}"), render(rt"\n{n}"), render(t"{t'inner {n}'.strings[0]}"), render(t'''multi
{n}'''))
def escape(template): return "".join(p if isinstance(p, str) else str(p.value).replace("<", "&lt;") for p in template)
evil = "<script>"
print(escape(t"<p>{evil}</p>"))
order = []
def o(v): order.append(v); return v
o_template = t"{o(1)}{o(2):{o(3)}}"
print(order, o_template.interpolations[1].format_spec)
print(t"{n}" == t"{n}", t"{n}" is t"{n}", bool(t""), repr(t"a{n}")[:9], [x.expression for x in t"{ n + 1 }{n!r}{ (lambda: 1)() }".interpolations], t"{n=}".strings, t"{n = !s}".interpolations[0].conversion)
for bad in (lambda: t"{undefined}", lambda: t"a" + "b", lambda: t"{1 / 0}", lambda: type(t)("a", 5), lambda: setattr(t, "strings", ()), lambda: setattr(i, "value", 1)):
    try: print(bad())
    except Exception as error: print(type(error).__name__, error)
for source in ('t"{"', 't"}"', 't"{}"', 't"{a!x}"', 't"a" "b"', '"a" t"b"', 't"a" f"b"', 't"a" t"b"', 'bt"a"', 'tf"a"', 'T"{a}"', 'tR"\\{a}"', 'ut"a"', 't"{a b}"', 't"{lambda x: 1}"', 't"{a:{b:{c}}}"', 't"abc', "t'''{a}'''"):
    try:
        compile(source, "<test>", "eval")
        print(source, "fine")
    except SyntaxError as e: print(source, "|", e.msg)
print(sum(len(t"{k}{k * 2}".values) for k in range(200)), render(t"{sum(x for x in range(5))} {[v for v in 'ab']} { {'k': 1}['k'] }"))
