# str.format, round, bin/oct/hex, and methods of str that tables and widths drive.
def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


class P:
    x = [1, {"k": "v"}]

    def __format__(self, spec):
        return f"<{spec}>"


print("{} {}".format(1, "a"), "{1}{0}".format(1, 2), "{a}{{}}{b}".format(a=1, b=2), "{0.x[1][k]}".format(P()))
print("{:>5}|{:<5}|{:^5}|{:05d}|{:,}".format("a", "b", "c", 42, 1234567), "{!r:>6}|{!s}|{!a}".format("a", "b", "é"))
print("{:{}}|{:{w}.{p}f}".format("x", 4, 3.14159, w=8, p=2), "{:a{{b}}".format(P()) if False else "", "{p:abc}".format(p=P()))
print("{a[b]} {c}".format_map({"a": {"b": 1}, "c": 2}), "{0[a:b]}".format({"a:b": 3}))
for text in ["{", "}", "{0", "{0}{}", "{}{0}", "{5}", "{x}", "{!z}", "{0!}", "{0[}", "{0.}", "{0!rx}"]:
    attempt(text.format, 1)
print(round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(7), round(1.5, None), round(-0.5))
attempt(round, "a")
print(bin(10), oct(-8), hex(255), hex(-(2**70)), bin(True))
attempt(hex, 1.5)
print("hello".translate(str.maketrans("el", "ip")), "abc".translate({97: None, 98: "XX", 99: 100}), "abc".translate(str.maketrans({"a": "1"})), str.maketrans("a", "b", "c"))
attempt(str.maketrans, "ab", "c")
attempt(str.maketrans, 1)
print("a\tbc\td".expandtabs(), "a\tb\n\tc".expandtabs(4), "\t".expandtabs(0))
print("ab".center(5, "*"), "abc".center(6, "*"), "abc".center(2), "ß".casefold(), "ABC".casefold())
print("a b".isprintable(), "a\n".isprintable(), "".isprintable(), "Ab Cd".istitle(), "AB".istitle(), "".istitle(), "12".isnumeric(), "½".isnumeric(), "a".isnumeric())
print("hello".rindex("l"), "a,b,c".rsplit(",", 1), " a b  c ".rsplit(), " a b  c ".rsplit(None, 1), " a b  c ".rsplit(None, 0), "abc".rsplit("b"))
attempt("hello".rindex, "z")
