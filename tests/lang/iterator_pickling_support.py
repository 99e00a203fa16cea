# What iterators of the built-in types tell pickle and copy: __reduce__ and __setstate__.


def duplicate(iterator):
    function, arguments, *state = iterator.__reduce__()
    twin = function(*arguments)
    if state and state[0] is not None:
        twin.__setstate__(state[0])
    return twin


def show(iterator):
    function, arguments, *state = iterator.__reduce__()
    print(function.__name__, arguments, state)


for make in (lambda: [1, 2, 3], lambda: (1, 2, 3), lambda: "abc", lambda: b"abc", lambda: range(1, 9, 3)):
    iterator = iter(make())
    show(iterator)
    print(next(iterator))
    show(iterator)
    twin = duplicate(iterator)
    print(list(twin), list(iterator), list(duplicate(iterator)))

exhausted = iter([1])
print(list(exhausted), exhausted.__reduce__()[1])
exhausted = iter((1,))
print(list(exhausted), exhausted.__reduce__()[1])
exhausted.__setstate__(0)
print(list(exhausted))

for values in ([1, 2, 3, 4], (1, 2, 3, 4), "wxyz", range(10, 50, 10)):
    for state in (-5, 0, 2, 4, 99):
        iterator = iter(values)
        iterator.__setstate__(state)
        print(state, list(iterator), end=" ")
    print()

numbers = iter(range(0, 100, 10))
next(numbers)
numbers.__setstate__(3)
print(next(numbers), numbers.__length_hint__())

backwards = reversed("abcd")
next(backwards)
show(backwards)
backwards.__setstate__(0)
print(list(backwards))
backwards = reversed([1, 2, 3])
show(backwards)
print(next(backwards))
show(backwards)
print(list(duplicate(backwards)), list(backwards), backwards.__reduce__()[1])

for values in ({"k": 1, "l": 2}, {"k": 1}.items(), {"k": 1, "l": 2}.values(), {7}, frozenset([8])):
    iterator = iter(values)
    show(iterator)
    print(list(iterator), list(iterator))
    show(iterator)

counter = iter(lambda values=[3, 2, 1, 0]: values.pop(), 3)
print(len(counter.__reduce__()[1]), list(counter), counter.__reduce__()[1])
for iterator in (enumerate("ab", 5), zip("ab", [1, 2]), map(abs, [-1, -2]), filter(None, [0, 1, 2])):
    next(iterator)
    print(iterator.__reduce__()[0].__name__, list(duplicate(iterator)))
