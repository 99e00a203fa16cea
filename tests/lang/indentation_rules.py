# Indentation: blocks, tabs and spaces, continuation lines, comments, one-line blocks, dedents and errors.
if True:
        x = 1
        if x:
         y = 2
        z = 3
# A comment at any indentation
    # changes nothing
if x: pass; w = 4
else: w = 5
def f(a,
  b=2,
      *rest):
    # comment first

    total = (a +
b
             + sum(rest)
    )
    if total > 3: return [
        total,
  'odd indentation inside brackets',
    ]
    return \
        total
print(x, y, z, w, f(1), f(1, 2, 3))
class C:

    a = 1


    def m(self): return {
        'k': self.a,
}
    b = 2
print(C().m(), C.b)
for i in range(2):
    for j in range(2):
        if i == j: continue
        print(i, j, end=" ")
    else:
        print("inner else", end="; ")
print()
sources = ["if x:\ny = 1", "if x:\n    y = 1\n  z = 2", "  x = 1", "x = 1\n  y = 2", "if x:\n\ty = 1\n        z = 2", "if x:\n        y = 1\n\tz = 2", "if x:\n  y\n   z", "def f():\n", "def f():\n# only a comment\n", "if x:\n    pass\n   else:\n    pass", "if x:\n  if y:\n   z\n w", "class C:\n\n\nx = 1", "while x:\n\n  # comment\n  pass\nelse:\n  pass", "if x:\n\tif y:\n\t\tpass\n\tz", "if x:\n \tpass\n \ty", "if x: y\n  z", "for x in y:\n  pass\n else:\n  pass", "x = [\n1,\n  2]\n y", "if x:\n  (\n1)\n  y", "\tx", "if x:\n  y = '''\nabc\n'''\n  z", "if x:\n  y\\\n= 1\n", "def f():\n  x\n\n\n\n  y\n# end", "try:\n  x\n except: pass", "if 1:\n  x\n\n z", "if x:\n  pass\n# dedented comment\n  y", "  # indented comment\nx", "if x:\n\n", "with a:\n", "if x:;", "if x:\n  y; \n  z;", ";", "x;;y", "if x: if y: z", "\n\n\n", "", "   ", "\\\n", "x\\", "x \\ y", "if x:\n" + " " * 120 + "y", "\x0cx = 1", "if x:\n  \x0c  y\n    z" if False else "if x:\n  y\n"]
for source in sources:
    try:
        compile(source, "<test>", "exec")
        print(repr(source)[:60], "fine")
    except SyntaxError as e:
        print(repr(source)[:60], type(e).__name__, "|", e.msg, e.lineno)
deep = "".join("  " * i + "if 1:\n" for i in range(90)) + "  " * 90 + "depth = 90\n"
exec(deep)
print(depth)
for n in (99, 101):
    try:
        exec("".join(" " * i + "if 1:\n" for i in range(n)) + " " * n + "depth = n\n", {"n": n})
        print("fine")
    except SyntaxError as e: print(type(e).__name__, e.msg)
