"""What integers cost: small ones, and big ones of 100 to 100,000 decimal digits."""

import sys

import pyperf

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

LOOPS = range(20_000)


def small_arithmetic():
    total = 0
    for i in LOOPS:
        total += i * 3 - 1
        total ^= i
        total %= 1_000_003
    return total


def small_division():
    for i in LOOPS:
        i // 7
        i % 7
        i / 7


def shifts_and_masks():
    for i in LOOPS:
        (i << 3 | i >> 2) & 0xFF


def comparisons():
    count = 0
    for i in LOOPS:
        if i < 10_000 and i != 77:
            count += 1
    return count


def around_64_bits():
    number = 1 << 62
    for i in LOOPS:
        number + number - i


def big_operations(digits):
    """Functions that work on integers of so many digits."""
    one, two = 10**digits - 7919, 10**digits // 3
    product = one * two

    def add():
        for _ in range(10):
            one + two
            one - two

    def multiply():
        one * two

    def square():
        one * one

    def divide():
        divmod(product, two)

    def shift():
        for _ in range(10):
            one << 77
            one >> 77

    def text():
        str(one)

    text_of_one = str(one)

    def parse():
        int(text_of_one)

    return [add, multiply, square, divide, shift, text, parse]


def power():
    return pow(3, 10**30, 10**40 + 1)


if __name__ == "__main__":
    runner = pyperf.Runner()
    for function in (small_arithmetic, small_division, shifts_and_masks, comparisons, around_64_bits, power):
        runner.bench_func(function.__name__, function)
    for digits in (100, 1_000, 10_000, 100_000):
        for function in big_operations(digits):
            runner.bench_func(f"{function.__name__}_{digits}_digits", function)
