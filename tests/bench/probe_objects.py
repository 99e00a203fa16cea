"""What objects written in Python cost: attributes, properties, `__getattr__`, slots, operators, containers, exceptions."""

import pyperf

LOOPS = range(20_000)


class Point:
    shared = 1

    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def total(self):
        return self.x + self.y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return self.x < other.x

    def __hash__(self):
        return 7

    def __bool__(self):
        return True


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Sequence:
    def __init__(self, items):
        self.items = items

    def __getitem__(self, index):
        return self.items[index]

    def __setitem__(self, index, value):
        self.items[index] = value

    def __len__(self):
        return len(self.items)

    def __contains__(self, value):
        return value in self.items

    def __call__(self, value):
        return value


class Countdown:
    def __init__(self, number):
        self.number = number

    def __iter__(self):
        return self

    def __next__(self):
        self.number -= 1
        if self.number < 0:
            raise StopIteration
        return self.number


class Fallback:
    def __getattr__(self, name):
        return 1


class Managed:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        return False


def attribute_read():
    point = Point(1, 2)
    for _ in LOOPS:
        point.x
        point.y


def attribute_write():
    point = Point(1, 2)
    for i in LOOPS:
        point.x = i
        point.y = i


def attribute_update():
    point = Point(1, 2)
    for _ in LOOPS:
        point.x += 1


def class_attribute():
    point = Point(1, 2)
    for _ in LOOPS:
        point.shared
        Point.shared


def slots():
    point = Slotted(1, 2)
    for i in LOOPS:
        point.x = i
        point.y


def properties():
    point = Point(1, 2)
    for _ in LOOPS:
        point.total


def getattr_fallback():
    thing = Fallback()
    for _ in LOOPS:
        thing.missing


def attributes_of_four_classes():
    things = [type(f"Thing{n}", (), {})() for n in range(4)]
    for n, thing in enumerate(things):
        thing.value = n
    for _ in range(5_000):
        for thing in things:
            thing.value


def operators():
    one, two = Point(1, 2), Point(3, 4)
    for _ in LOOPS:
        one + two


def comparisons():
    one, two = Point(1, 2), Point(3, 4)
    for _ in LOOPS:
        one == two
        one < two


def truth():
    one = Point(1, 2)
    for _ in LOOPS:
        if one:
            pass


def items():
    sequence = Sequence([1, 2, 3])
    for i in LOOPS:
        sequence[1] = i
        sequence[2]
        len(sequence)


def containment():
    sequence = Sequence([1, 2, 3])
    for _ in LOOPS:
        3 in sequence


def callable_objects():
    sequence = Sequence([])
    for i in LOOPS:
        sequence(i)


def hashing():
    table = {Point(1, 2): 1}
    key = Point(1, 2)
    for _ in LOOPS:
        table[key]


def iterators():
    for _ in Countdown(20_000):
        pass


def with_statement():
    manager = Managed()
    for _ in LOOPS:
        with manager:
            pass


def try_without_exception():
    for i in LOOPS:
        try:
            i
        except ValueError:
            pass


def raise_and_catch():
    for _ in LOOPS:
        try:
            raise ValueError
        except ValueError:
            pass


def raise_through_calls():
    def inner():
        raise KeyError("key")

    def outer():
        inner()

    for _ in range(5_000):
        try:
            outer()
        except LookupError as error:
            error.args


def catch_builtin_errors():
    table, empty = {}, []
    for i in range(5_000):
        try:
            table[i]
        except KeyError:
            pass
        try:
            empty[i]
        except IndexError:
            pass
        try:
            empty.missing
        except AttributeError:
            pass


def finally_blocks():
    count = 0
    for _ in LOOPS:
        try:
            count += 1
        finally:
            count -= 1


if __name__ == "__main__":
    runner = pyperf.Runner()
    for function in (
        attribute_read, attribute_write, attribute_update, class_attribute, slots, properties, getattr_fallback,
        attributes_of_four_classes, operators, comparisons, truth, items, containment, callable_objects, hashing,
        iterators, with_statement, try_without_exception, raise_and_catch, raise_through_calls,
        catch_builtin_errors, finally_blocks,
    ):
        runner.bench_func(function.__name__, function)
