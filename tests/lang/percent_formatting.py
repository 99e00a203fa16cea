# The % operator of strings: conversions, flags, width, precision, mappings, tuples, errors.
print("%s %r %a %d %i %u %x %X %o %c %c %e %E %f %F %g %G %%" % ("s", "é", "é", 5, -5, 5, 255, 255, 8, "c", 65, 1234.5, 1234.5, 1.5, 1.5, 1e-5, 1e20))
print("%5d|%-5d|%05d|%+d|% d|%+05d|%-+5d|%x|%#x|%#o|%#X" % (42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42), "%5s|%-5s|%.2s|%5.1s|" % ("abc", "abc", "abc", "abc"), "%.3f|%8.2f|%-8.1f|%08.3f|%+.1f|%.0f|%#.0f" % ((3.14159,) * 7), "%.3d|%8.5d|%-8.3d|%+.2d" % (5, 5, 5, 5))
print("%(a)s %(b)d %(a)r" % {"a": "x", "b": 5}, "%(a b)s %()s" % {"a b": 1, "": 2}, "%(k)5.1f|%(k)-5d|" % {"k": 2.75}, "%((x))s" % {"(x)": 1}, "%s" % {"a": 1}, "%s" % [1, 2], "%s %s" % ("a", (1,)), "%s" % ((1, 2),), "%*d|%-*d|%.*f" % (5, 42, 5, 42, 2, 3.14159), "%ld %hd %Ld" % (1, 2, 3))
print("%d" % 3.99, "%d" % True, "%s" % True, "%x" % True, "%d" % 10**20, "%x" % 2**70, "%o" % -8, "%#x" % -255, "%e" % 0, "%g" % 100000, "%g" % 1000000, "%g" % 0.0001, "%.3g" % 1234.5, "%#g" % 1.0, "%f" % 1e20, "%f" % float("inf"), "%5.1f" % float("nan"), "%F" % float("-inf"), "%+f" % 0.0, "%s" % None, "% x" % 5, "%05s" % "a", "%-05d|" % 5, "%+s" % "a")
class F:
    def __float__(self): return 2.5
    def __index__(self): return 7
    def __str__(self): return "F!"
    def __int__(self): return 9
print("%f %d %x %s %c" % (F(), F(), F(), F(), F()))
for template, args in (("%d", "5"), ("%d", None), ("%x", 1.5), ("%x", "a"), ("%c", "ab"), ("%c", -1), ("%c", 0x110000), ("%c", 1.5), ("%f", "1.5"), ("%e", None), ("%s %s", "a"), ("%s", ("a", "b")), ("%s", ()), ("", 5), ("", ()), ("", {}), ("", [1]), ("", "text"), ("%", 5), ("%5", 5), ("%(a)s", 5), ("%(a)s", ("x",)), ("%(a)s", {}), ("%(a", {}), ("%(a)", {"a": 1}), ("%q", 5), ("%é", 5), ("%.q", 5), ("%d %(a)d", {"a": 1}), ("%*d", ("a", 5)), ("%.*f", ("a", 5.0)), ("%d %d", (1,)), ("%(a)s %s", {"a": 1}), ("%s %(a)s", {"a": 1}), ("%!", 1), ("%-", 1), ("%d", [1]), ("%d", float("inf")), ("%i", float("nan")), ("%b", 5), ("%()", 1), ("abc", 0), ("%%", 5), ("%%", ())):
    try:
        print(repr(template), "->", template % args)
    except Exception as error:
        print(repr(template), args, "->", type(error).__name__, error)
class Fmt(str):
    def __mod__(self, other): return "own mod"
    def __rmod__(self, other): return "own rmod"
print(Fmt("%s") % 1, "%s" % Fmt("x"), 5 % Fmt("y"), "%s" "%s" % (1, 2))
total = 0
for i in range(300): total += len("%d:%s:%.2f" % (i, i, i / 3)) + len("%5s" % i) + len("%(x)d" % {"x": i})
print(total)
