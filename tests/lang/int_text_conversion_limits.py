# The limit on the digits of integers read from or written as decimal text.
import sys

print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits, sys.int_info.str_digits_check_threshold)
small = 10**4299
print(len(str(small)), int("9" * 4300) == 10**4300 - 1)
for attempt in (
    lambda: str(10**4300),
    lambda: repr(-(10**5000)),
    lambda: f"{10**4300}",
    lambda: "%d" % 10**4300,
    lambda: int("1" * 4301),
    lambda: int("-" + "1" * 4301),
):
    try:
        print(len(str(attempt())))
    except (ValueError, TypeError) as error:
        print(error)

# Other bases whose size is a power of two have no limit.
huge = 1 << 20000
print(len(hex(huge)), len(bin(huge)), len(f"{huge:x}"), int("f" * 5000, 16).bit_length(), int("1" * 9000, 2).bit_length())
try:
    int("1" * 5000, 7)
except ValueError as error:
    print(error)

sys.set_int_max_str_digits(640)
print(sys.get_int_max_str_digits(), len(str(10**639)))
try:
    str(10**640)
except ValueError as error:
    print(error)
sys.set_int_max_str_digits(0)
print(len(str(10**6000)), int("7" * 6000) % 1000, sys.get_int_max_str_digits())
for wrong in (639, -1, 1):
    try:
        sys.set_int_max_str_digits(wrong)
    except ValueError as error:
        print(error)
try:
    sys.set_int_max_str_digits("many")
except TypeError as error:
    print(type(error).__name__)
sys.set_int_max_str_digits(4300)
print(sys.get_int_max_str_digits())
print(int("1_" * 2000 + "1") % 7, int(" " * 5000 + "12" + " " * 5000))
