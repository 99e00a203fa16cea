# Integer literals of every base, underscores, size, and the ones that are refused.
print(0, 7, 0x1F, 0XaB, 0b1011, 0B11, 0o17, 0O7, 1_000_000, 0x_ff_ff, 0b_1, 0o_7, 00, 0_0, 0000)
print(2147483647, 2147483648, -2147483648, 9223372036854775807, 9223372036854775808, -9223372036854775808, 18446744073709551616)
print(123456789012345678901234567890, 0xFFFFFFFFFFFFFFFFFFFFFFFF, 0b1 << 100, 10 ** 40)
print(1 .real, (1).imag, 1..real, 0xe, (5).bit_length())
for source in ("0777", "1__0", "1_", "0x", "0b2", "0o8", "0xg", "1a", "0_x1", "00001", "09", "1_000_", "0b", "0o", "1e", "1_e5", "123abc", "0b12", "0o78", "1__2", "0x_", "_1", "1 2", "0xfor", "12if", "1.2.3", "1l", "0777l"):
    try:
        compile(source, "<test>", "eval")
        print(source, "fine")
    except SyntaxError as error:
        print(source, "|", error.msg, error.offset)
# Text to number and back, in any base.
print(int("0x1f", 16), int("1f", 16), int("0b101", 0), int("0o17", 0), int("z", 36), int("-1_000"), int("  42\n"), int("+7"), int("٣٤"))
print([int(digits, base) for digits, base in (("11", 2), ("22", 3), ("ff", 16), ("zz", 36), ("0", 0), ("-0x10", 0))])
for text, base in (("", 10), ("1.5", 10), ("0x1f", 10), ("2", 2), ("1__0", 10), ("_1", 10), ("1", 1), ("1", 37), ("0777", 0), ("a b", 16), ("\0", 10), ("9" * 3 + "x", 10), (b"zz", 10), ("- 1", 10)):
    try:
        print(int(text, base))
    except ValueError as error:
        print(error)
print(hex(255), oct(8), bin(5), hex(-255), bin(-5), hex(0), hex(2**70), oct(-2**65), bin(2**40))
# The limit on decimal text of very large numbers.
try:
    int("1" * 5000)
except ValueError as error:
    print(error)
try:
    str(10 ** 5000)
except ValueError as error:
    print(error)
print(len(hex(10 ** 5000)), int("f" * 5000, 16).bit_length(), len(str(10 ** 4299)))
print(1000000000000000000000 is 1000000000000000000000, 256 is 256, True + True, 10 // True)
