# Integers around 64 and 128 bits, and decimal text of some hundred digits.
edges = sorted({sign * ((1 << bits) + near) for bits in (0, 31, 60, 61, 62, 63, 64, 65, 126, 127, 128, 129, 192) for near in (-2, -1, 0, 1, 2) for sign in (1, -1)})
total = 0
for left in edges:
    assert -left + left == 0 and ~left == -left - 1 and abs(left) >= 0 and int(str(left)) == left
    for right in edges:
        plus, minus, times = left + right, left - right, left * right
        assert plus - right == left and minus + right == left
        assert plus == (left ^ right) + 2 * (left & right)
        if right:
            assert times // right == left and times % right == 0
        total = (total * 31 + plus * 3 + minus * 5 + times * 7) % (10**40 + 9)
print(total)
for left in edges:
    for shift in 0, 1, 2, 61, 62, 63, 64, 65, 125, 126, 127, 128, 129, 1000, 1 << 70:
        if shift < 2000:
            assert left << shift == left * 2**shift, (left, shift)
            assert left >> shift == left // 2**shift, (left, shift)
            total = (total * 31 + (left << shift) + (left >> shift)) % (10**40 + 9)
        else:
            assert left >> shift == (-1 if left < 0 else 0)
    for operator in "<<", ">>":
        try:
            eval(f"left {operator} -1")
        except ValueError as error:
            message = str(error)
print(total, message, 0 << (1 << 70), True << 62, True << 127, True + (1 << 62), False - (1 << 127))


class Int(int):
    def __add__(self, other):
        return "mine"

    def __rsub__(self, other):
        return "mine, too"


print(Int(1 << 70) + 1, (1 << 70) - Int(5), (1 << 70) + Int(5), Int(3) * (1 << 65), type(Int(1 << 70) << 1).__name__)

for count in (1, 2, 17, 18, 19, 20, 21, 37, 38, 39, 40, 57, 100, 289, 300, 308, 309, 310, 311, 330, 400):
    for text in "9" * count, "1" + "0" * (count - 1), ("1234567890" * 40)[:count], "1" + "0" * (count - 1) + "1":
        number = int(text)
        again = 0
        for digit in text:
            again = again * 10 + ord(digit) - ord("0")
        assert number == again and str(number) == text and repr(-number) == "-" + text, text
        assert int("  -00" + text + "\n") == -number and int("_".join(text)) == number
        assert f"{number}" == text and "%d" % number == text and f"{number:,}".replace(",", "") == text
print([str(n) for n in (0, -1, 9, 10, 99, 100, -101, 12345, 10**18, -(10**18), 2**61 - 1, -(2**61))])
for text in "", "_1", "1_", "1__0", "-", "+-1", "12a", "1" * 40 + "a", "१२", "१२" * 20, "1" * 20 + "_" + "2" * 20, "0" * 50, "-" + "0" * 40 + "7":
    try:
        print(int(text))
    except ValueError as error:
        print(error)
print(int(b"1" * 30), int(bytearray(b" 12 ")), int("0" * 30, 0), int("f" * 30, 16))
