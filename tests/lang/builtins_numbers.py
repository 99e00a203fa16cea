# abs, divmod, pow, round, hex, oct, bin, chr, ord, int, float, bool, complex, hash on the edges.
print(abs(-5), abs(-5.5), abs(3 - 4j), abs(True), abs(-2**70), abs(float("-inf")), divmod(7, 3), divmod(-7, 3), divmod(7, -3), divmod(7.5, 2), divmod(2**70, 3), divmod(-1, 2**70), divmod(True, 2))
print(pow(2, 10), pow(2, -1), pow(2.0, 3), pow(-8, 1 / 3).real > 0.9, pow(2, 3, 5), pow(2, -1, 5), pow(0, 0), pow(1j, 2), pow(2, 0.5), pow(10, 100, 7), pow(-3, 3, 5), pow(base=2, exp=3), pow(2, 3, mod=3), pow(7, 0, 1))
print(round(2.5), round(3.5), round(-2.5), round(2.567, 2), round(1234, -2), round(1250, -2), round(2.5, 0), round(5, 2), round(1e20, -19), round(0.1 + 0.2, 1), round(True), round(1.005, 2), round(-0.5), round(10**30 + 5, -1), round(number=1.55, ndigits=1))
print(hex(255), hex(-1), oct(8), bin(10), bin(-10), hex(2**65), bin(True), oct(0), chr(97), chr(0x1F600), ord("a"), ord("😀"), ord(b"z"), ord(bytearray(b"q")), chr(0) == "\0", hash(5), hash(True), hash(2.0), hash(None) == hash(None))
for expression in ("abs('a')", "abs(None)", "abs()", "divmod(1)", "divmod(1, 0)", "divmod(1.0, 0)", "divmod('a', 1)", "divmod(1, 'a')", "divmod(1j, 1)", "pow(2)", "pow('a', 2)", "pow(2, 'a')", "pow(0, -1)", "pow(2, 2, 0)", "pow(2, -1, 4)", "pow(2.0, 1, 2)", "pow(2, 1, 2.0)", "round('a')", "round(1.5, 'a')", "round(1.5, 1.5)", "round()", "round(None)", "hex('a')", "hex(1.5)", "oct(None)", "bin(1.0)", "chr('a')", "chr(-1)", "chr(0x110000)", "chr(1.0)", "chr(2**70)", "ord('')", "ord('ab')", "ord(5)", "ord(b'ab')", "ord(None)", "hash([])", "hash()", "hash({})", "pow(1, 2, 3, 4)", "round(1, 2, 3)", "chr()", "pow()", "abs(1, 2)", "bin()"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
class N:
    def __abs__(self): return "abs"
    def __divmod__(self, o): return ("divmod", o)
    def __rdivmod__(self, o): return ("rdivmod", o)
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __rpow__(self, o, m=None): return ("rpow", o)
    def __round__(self, n=None): return ("round", n)
    def __index__(self): return 65
    def __hash__(self): return 42
n = N()
print(abs(n), divmod(n, 1), divmod(1, n), pow(n, 2), pow(n, 2, 3), pow(2, n), n ** 5, 5 ** n, round(n), round(n, 3), hex(n), oct(n), bin(n), chr(n), hash(n), "abc"[slice(n)])
class NoRound(float):
    __round__ = None
class BadIndex:
    def __index__(self): return 1.5
for call in (lambda: round(NoRound(1)), lambda: hex(BadIndex()), lambda: chr(BadIndex()), lambda: round(1.5, BadIndex())):
    try:
        print(call())
    except TypeError as error:
        print(error)
total = 0
for i in range(1, 300): total += divmod(i, 7)[1] + pow(i, 3, 11) + round(i / 3) + len(bin(i)) + abs(-i) + ord(chr(i)) + hash(i)
print(total)
