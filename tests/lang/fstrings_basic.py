# f-strings: fields, conversions, format specs, nesting, quotes, debug, escapes and errors of the fields.
name, number, pi = "Ann", 42, 3.14159
print(f"{name} {number} {pi}", f"{name!r} {name!s} {name!a} {'é'!a}", f"{pi:.2f}|{number:>6}|{number:<6}|{number:^6}|{number:06}|{number:+}|{number:x}|{number:#b}|{number:,}|{12345678:_}")
print(f"{{}} {{{name}}} {{{{}}}}", f"{name:{10}}|{name:{'>'}{10}}|{pi:{8}.{3}}|{pi:{'.1f'}}", f"{number!r:>5}|{name!r:^9}|", f"{'nested ' + f'{name + f"{number}"}'}")
print(f"{number = } {number=} {number = !s} {name=} {name=!s:>5} {pi=:.1f} { number + 1 = } {name.upper()=} {(lambda: 1)()=}")
print(f"{[1, 2, 3][0]} {dict(a=1)['a']} {(1, 2)} { {'k': 1}['k'] } {name[::-1]} {number if number else 0} {(lambda x: x * 2)(4)} {not number} {number > 3 and 'big'} {[x for x in range(3)]} {*[1, 2], 3}")
print(f"{name}" "plain {name}" f'{number}' r"\n{name}" fr"\n{name}" rf'\t{number!r}', f"line\n{name}\ttab \x41 \u00e9 \N{BULLET}", f'''triple
{name}
"quotes" 'inside' ''', f"{'\n'.join(['a', 'b'])}", f"{"double"}{'single'}")
print(f"{
    number
    + 1  # a comment inside
}", f"{number:{
    "0"
}5}", f"{name
!r}")
print(f"", f"{''}", f"plain", f"{0}", f"{None}", f"{...}", f"{True:d}", f"{1.0:g}", f"{10**20:e}", f"{-0.0}", f"{float('nan'):5}|", f"{b'x'}", f"{'s':5}|", f"{object:}" == str(object))
class F:
    def __format__(self, spec): return f"<{spec}>"
    def __repr__(self): return "F!"
    def __str__(self): return "F?"
f = F()
print(f"{f}", f"{f:abc}", f"{f!r}", f"{f!s:>4}", f"{f:{f!r}}", f"{f:%Y-%m {number}}", f"{f=}", f"{f=!s}", f"{f=:x}", f"{f:}", f"{f!r:}", f"{f: }")
def attempt(source):
    try:
        print(eval(source))
    except Exception as error:
        print(source, "->", type(error).__name__, error)
for source in ('f"{undefined}"', 'f"{1/0}"', 'f"{1:q}"', 'f"{name:d}"', 'f"{number:.2d}"', 'f"{[]:5}"', 'f"{None:>3}"', 'f"{object():x}"', 'f"{pi:{undefined}}"', 'f"{1:{\'x\'*3}}"', 'f"{3:{2}{1}}"', 'f"{name:=5}"', 'f"{number:>>6}"', 'f"{number:{"*"}^{8}}"'):
    attempt(source)
total = 0
for i in range(300):
    total += len(f"{i}:{i * 2:>4}:{i!r}{'x' if i % 2 else ''}{i:03x}")
print(total)
