# A template engine by hand: scanning, expressions by eval, loops and conditions compiled to closures, filters, errors.
class TemplateError(Exception): pass
def scan(text):
    at = 0
    while (start := text.find("{", at)) >= 0:
        kind = text[start:start + 2]
        if kind not in ("{{", "{%"): yield "text", text[at:start + 1]; at = start + 1; continue
        end = text.find({"{{": "}}", "{%": "%}"}[kind], start)
        if end < 0: raise TemplateError(f"unclosed {kind} at {start}")
        if start > at: yield "text", text[at:start]
        yield "expr" if kind == "{{" else "tag", text[start + 2:end].strip()
        at = end + 2
    if at < len(text): yield "text", text[at:]
filters = {"upper": str.upper, "len": len, "join": lambda v: ", ".join(map(str, v)), "default": lambda v: v or "none"}
def expression(source):
    code, *names = map(str.strip, source.split("|"))
    try: compiled = compile(code, "<template>", "eval")
    except SyntaxError as error: raise TemplateError(f"bad expression {code!r}: {error.msg}") from None
    chosen = []
    for n in names:
        if n not in filters: raise TemplateError(f"no filter {n}")
        chosen.append(filters[n])
    def run(env):
        value = eval(compiled, {"__builtins__": {"len": len, "range": range, "sum": sum}}, env)
        for f in chosen: value = f(value)
        return value
    return run
def parse(tokens, *ends):
    parts = []
    for kind, value in tokens:
        match kind, value.split(None, 1) if kind == "tag" else value:
            case "text", text: parts.append(lambda env, text=text: text)
            case "expr", source: parts.append(lambda env, f=expression(source): str(f(env)))
            case "tag", [word, *_] if word in ends: return parts, value
            case "tag", ["for", rest]:
                name, _, source = rest.partition(" in ")
                body, _ = parse(tokens, "endfor")
                def loop(env, name=name.strip(), f=expression(source), body=body):
                    return "".join(p({**env, name: v, "index": i}) for i, v in enumerate(f(env)) for p in body)
                parts.append(loop)
            case "tag", ["if", source]:
                branches, otherwise, test = [], [], expression(source)
                while True:
                    body, end = parse(tokens, "elif", "else", "endif")
                    branches.append((test, body))
                    if end.startswith("elif"): test = expression(end[4:])
                    elif end == "else": test = lambda env: True
                    else: break
                parts.append(lambda env, branches=branches: next(("".join(p(env) for p in body) for test, body in branches if test(env)), ""))
            case "tag", [word, *_]: raise TemplateError(f"unknown tag {word}")
    if ends: raise TemplateError(f"missing {' or '.join(ends)}")
    return parts, None
def render(text, **env): return "".join(p(env) for p in parse(scan(text))[0])
print(render("Hello {{ name | upper }}! {{ 1 + 2 * n }} { literal } {{ items | join }} {{ '' | default }}", name="ann", n=3, items=[1, 2]))
print(render("{% for x in items %}{{ index }}:{{ x }}{% if x > 2 %}!{% elif x == 2 %}?{% else %}.{% endif %} {% endfor %}end", items=[1, 2, 3]))
print(render("{% for r in rows %}[{% for c in r %}{{ c * 2 }},{% endfor %}]{% endfor %}{% if rows and len(rows) > 1 %} many{% endif %}", rows=[[1, 2], [], [3]]))
for bad in ("{{ a", "{% for x in y %}", "{% if %}{% endif %}", "{{ 1 + }}", "{{ x | nope }}", "{% bogus %}", "{% endfor %}", "{{ missing }}", "{{ 1 / 0 }}", "{{ open('x') }}", "{% for x in 5 %}{% endfor %}", "{{ a.b }}"):
    try: print(repr(bad), "->", render(bad, a=1, x=2, y=[1]))
    except (TemplateError, NameError, ArithmeticError, TypeError, AttributeError) as error: print(repr(bad), "->", type(error).__name__, error)
print(len(render("{% for i in range(200) %}{{ i }}{% if i % 2 %},{% endif %}{% endfor %}")), render("{{ sum(range(n)) }}", n=100), list(scan("a{{b}}{c}{%d%}")))
