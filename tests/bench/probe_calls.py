"""What calls cost: by number and kind of arguments, closures, methods of one class and of several, `super()`."""

import pyperf

LOOPS = range(20_000)


def none():
    pass


def one(a):
    pass


def two(a, b):
    pass


def three(a, b, c):
    pass


def four(a, b, c, d):
    pass


def five(a, b, c, d, e):
    pass


def six(a, b, c, d, e, f):
    pass


def defaults(a, b=1, c=2):
    pass


def keyword_only(a, *, b, c=3):
    pass


def star(*args, **kwargs):
    pass


def arguments_0():
    for _ in LOOPS:
        none()


def arguments_1():
    for i in LOOPS:
        one(i)


def arguments_2():
    for i in LOOPS:
        two(i, i)


def arguments_3():
    for i in LOOPS:
        three(i, i, i)


def arguments_4():
    for i in LOOPS:
        four(i, i, i, i)


def arguments_5():
    for i in LOOPS:
        five(i, i, i, i, i)


def arguments_6():
    for i in LOOPS:
        six(i, i, i, i, i, i)


def keywords():
    for i in LOOPS:
        three(i, c=i, b=i)


def default_arguments():
    for i in LOOPS:
        defaults(i)


def keyword_only_arguments():
    for i in LOOPS:
        keyword_only(i, b=i)


def star_arguments():
    pair = (1, 2)
    for i in LOOPS:
        star(i, *pair, key=i)


def make_adder(number):
    def add(other):
        return number + other
    return add


def closures():
    add = make_adder(3)
    for i in LOOPS:
        add(i)


def nonlocal_counter():
    count = 0

    def step():
        nonlocal count
        count += 1

    for _ in LOOPS:
        step()
    return count


def making_functions():
    for i in LOOPS:
        make_adder(i)


def recursion(n=18):
    return n if n < 2 else recursion(n - 1) + recursion(n - 2)


class Method0:
    def get(self, number):
        return number


OBJECTS = [type(f"Method{n}", (), {"get": lambda self, number: number})() for n in range(8)]


def methods_of(count):
    objects = [OBJECTS[n % count] for n in range(8)]

    def run():
        for i in range(2_500):
            for thing in objects:
                thing.get(i)

    return run


class Counter:
    @classmethod
    def of_class(cls):
        pass

    @staticmethod
    def static():
        pass

    def method(self):
        pass


def class_and_static_methods():
    counter = Counter()
    for _ in LOOPS:
        counter.of_class()
        counter.static()


def bound_method():
    method = Counter().method
    for _ in LOOPS:
        method()


class Base:
    def __init__(self, value):
        self.value = value

    def work(self):
        return self.value


class Derived(Base):
    def __init__(self, value):
        super().__init__(value)

    def work(self):
        return super().work() + 1


def super_method():
    derived = Derived(1)
    for _ in LOOPS:
        derived.work()


def super_init():
    for i in LOOPS:
        Derived(i)


def instances():
    for i in LOOPS:
        Base(i)


def builtin_functions():
    items = [1, 2, 3]
    for i in LOOPS:
        len(items)
        isinstance(i, int)
        abs(i)


if __name__ == "__main__":
    runner = pyperf.Runner()
    for function in (
        arguments_0, arguments_1, arguments_2, arguments_3, arguments_4, arguments_5, arguments_6, keywords,
        default_arguments, keyword_only_arguments, star_arguments, closures, nonlocal_counter, making_functions,
        recursion, class_and_static_methods, bound_method, super_method, super_init, instances,
        builtin_functions,
    ):
        runner.bench_func(function.__name__, function)
    for count in (1, 2, 4, 8):
        runner.bench_func(f"methods_of_{count}_classes", methods_of(count))
