# Logical and physical lines: comments, joining, semicolons, blank lines, strings over lines, __file__-free line numbers.
import sys
def line(): return sys._getframe(1).f_lineno
start = line()
a = 1; b = 2; c = a + b # three statements
print(a, b, c); print("after semicolon");
d = [1, # first
     2, # second

     # a whole comment line
     3]
e = (a
     + b
     # comment inside
     + c)
f = a + \
    b + \
    c
g = "text # no comment" # comment
h = '''line 1 # no comment
line 2 \
still line 2'''
print(d, e, f, g, repr(h), line() - start)
i = {
    "k": 1,  # trailing comma

}; print(i)
if a: pass; print("one-line if")
x = 5 if (a  # comment
          ) else 6
print(x, line() - start)
def multi(
    p,  # first parameter
    q=2,  # second

    *,
    r=3,
): return p, q, r, line() - start
print(multi(
    1,
    r=4,
))
y = (lambda z:  # comment
     z * 2)(4)
print(y); w = 1;
#comment without space
  # indented comment
	# tab comment
print("""triple # quoted""", 'a' 'b'  # joined
      'c')
assert (a
        == 1), "message"
z = [n
     for n in range(3)
     if n  # filter
     ]
print(z, line() - start)
try: (
    undefined
    + 1
)
except NameError as error: print(error.__traceback__.tb_lineno - start)
try:
    value = int(
        "1"
    ) + int(
        "x"
    )
except ValueError as error: print(error.__traceback__.tb_lineno - start)
exec("""
# comment
v = 1 # c

if v: # c
    # c
    u = 2 # c
# c
""")
print(u, eval("1 # comment"), eval("(1 + # c\n 2)"))
k = 1 if True \
    else 2
l = not \
    a
print(k, l, 1 if 1 else 0, 0x1 if 1else 2) if False else print(k, l)
for source in ("x = 1 \\ # c", "x = \\\n1", "x = 1 +\n2", "x = (1 +\n2", "'a\\\nb'", "'a\nb'", "x = 1;", ";x", "x;;", "if x: # c\n  pass", "# c", "\\\n", "x \\\n", "a = 1 b = 2", "a = 1\\\nb = 2", "\\\nx = 1", "x = [1,\n# c\n2]", "\f\nx", "x\r\ny", "x\ry", "if x:\\\n  y", "print(1) # c \\\nprint(2)"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "fine")
    except SyntaxError as err: print(repr(source), "|", err.msg, err.lineno)
