# Float and imaginary literals, how they print, and round trips.
print(1.0, 1., .5, 0.5e3, 1e5, 1E-5, 1e+16, 1e16, 1e15, 1_0.0_1, 1e1_0, 0e0, 00.5, 1e22, 1e23, 123456789.123456789)
print(0.1, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1e100, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 1e-5, 0.0001, 0.00001234, 123456789012345680.0)
print(1e400, -1e400, 1e400 - 1e400, -0.0, 0.0 == -0.0, 1e-400)
print(1j, 1.5J, 0j, 1e3j, 010j, 1_0j, .5j, 3 + 4j, -1j, -(0 + 1j), 1j - 0, 0 - 1j, 1 + 0j, complex(0.0, -0.0), complex(-0.0, 1), 1j * 1j, complex("nan+infj"))
for value in (0.1, 1e16, 123456.789, 1e-7, 5e-324, 1.7976931348623157e308, 9007199254740993.0, 0.30000000000000004, 2.5, 1e21, 123e45):
    assert float(repr(value)) == value
    print(repr(value), end=" ")
print()
for text in ("1e5", " 1.5 ", "-.5", "5.", "inf", "-Infinity", "nan", "+nan", "1_000.5", "1e-400", "1e400", "0x10", "", "1.5.2", "1_", "e5", "--1", "infinit", "1e", "1 2", "١.٥", "\t7\n"):
    try:
        print(float(text), end=" ")
    except ValueError as error:
        print(error, end=" ")
print()
for text in ("1+2j", "1j", "j", "-j", " (1+2j) ", "1e5-1e-5j", "inf+nanj", "1+j", "1 + 2j", "1+2", "1j+1", "(1", "", "2jj", "+i"):
    try:
        print(complex(text), end=" ")
    except ValueError as error:
        print(error, end=" ")
print()
for source in ("1.5e", "1__0.0", "1._5", "1e_5", "1.0_", "0x1.8", "0b1.0", "1.0.real + x", "1j2", "1.5f", "1ej", "1..e5", "1e5e5", "0o1.5"):
    try:
        compile(source, "<test>", "eval")
        print(source, "fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
print(1e5.real, 1.5.is_integer(), 1e3 .hex(), 0.1.as_integer_ratio(), (0.5).hex(), float.fromhex("0x1.8p3"), float.fromhex("-inf"), float.fromhex("0x.1"), float.fromhex("1p-1074"))
for text in ("0x1.0p1024", "zz", "0x", "0x1p", ""):
    try:
        float.fromhex(text)
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
print((3.14159).hex(), (-0.0).hex(), 5e-324.hex(), float("inf").hex(), float("nan").hex(), 1e308.hex(), float.fromhex((1e-310).hex()) == 1e-310)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1e20), round(15, -1), round(25, -1), round(1234.5678, -2), round(0.5), round(1.5), round(-0.4))
