# Nested f-strings, format specs made of fields, evaluation order, and objects with __format__ inside one another.
class F:
    def __init__(self, v): self.v = v
    def __format__(self, spec):
        log.append((self.v, spec))
        return f"[{self.v}:{spec}]"
log = []
x, w, p = 3.14159, 10, 3
print(f"{x:{w}.{p}}|{x:>{w}}|{x:{'^'}{w}.{p - 1}f}|{f'{x:.1f}':*^{w}}|{'a' if x > 3 else 'b':{w // 2}}|")
print(f"{F(1):{F(2)}}", f"{F(F(3).v):{f'{F(4)}'}x}", f"{F('a')!s:.3}", log)
print(f"{f'{f"{f'{1 + 1}'}"}'}", f"{'{'}{'}'}{{}}", f"{'a' 'b'}{"c"}", f"{f"{x}"!r}", f"{(lambda y: f'{y}!')(5)}", f"{[f'{i}' for i in range(3)]}", f"{ {f'{k}': f'{v}' for k, v in {'a': 1}.items()} }")
name = "w"
print(f"{name=}, {name = }, {name=!s:>4}, {x=:.2f}, {x + 1 = :.1f}, {[1, 2][0]=}, { name.upper() =}")
order = []
def o(v):
    order.append(v)
    return v
print(f"{o(1):{o(5)}}{o(2)!r:>{o(4)}}{o('s')}{f'{o(7)}'}", order)
try: f"{o(1)}{1 / 0}{o(99)}"
except ZeroDivisionError: print(order[-1])
print("{:{}}".format(F("m"), "spec"), "%s" % F("p").v, format(F("q"), "r"), f"{F('z')}", str(log[-1]))
rows = [("apple", 1.5, 10), ("kiwi", 0.25, 200)]
for item, price, n in rows: print(f"{item:<8}|{price:>7.2f}|{n:>5d}|{price * n:>10,.2f}|{n / 210:>7.1%}|")
print(f"""{
    sum(
        n for _, _, n in rows  # a comment with 'quotes' and }}
    )
} total""", f'{rows[0][0]!r:>10}', f"{'nested "quotes"'}", f'''{"""triple"""}''', f"{'\t'.join(['a', 'b'])}", f"\x41{'\x42'}\N{DIGIT ONE}", rf"\n{1}\{'x'}", f"{1:#06x} {255:#b} {-5:+} {5:+} {1e10:g} {12345.678:,.1f} {0.5:%}")
text = ""
for i in range(150): text += f"{i:{i % 5 + 1}}{'!' if i % 50 == 0 else ''}"
print(len(text), text[:20])
