# List, tuple, set and dict displays, with unpacking; order of evaluation; duplicates; errors.
print([], [1], [1, 2,], [*"ab", *[], 3], (), (1,), (1, 2), 1, (*"ab",), {1, *(), *{1}}, {*()}, {}, {"a": 1, **{"b": 2}, "a": 3})
def loud(x):
    print(x, end=" ")
    return x
print([loud(1), loud(2), *loud([3])], (loud(4), loud(5)), {loud(6): loud(7), loud(8): loud(9)}, {loud("s")})
print({1: "a", True: "b", 1.0: "c"}, {1, True, 1.0}, {"x": 1, **{"x": 2}}, {**{"x": 2}, "x": 1}, {**{}, **{}}, list({"b": 1, "a": 2, "b": 3}))
a, *b = [*range(3), *"xy"]
print(a, b, [*{"k": 1}], [*{"k": 1}.items()], (*(1, 2), *[3]), [*(x * x for x in range(3))], [*b"hi"])
class Keys:
    def keys(self):
        print("keys", end=" ")
        return ["p", "q"]
    def __getitem__(self, key):
        return key * 2
print({**Keys()})
class Gen:
    def __iter__(self):
        yield 1
        yield 2
print([*Gen()], (*Gen(), *Gen()), {*Gen()})
for wrong in (lambda: [*5], lambda: {**5}, lambda: {**[1]}, lambda: (*None,), lambda: {[]: 1}, lambda: {[]}, lambda: {*[[]]}, lambda: {**{1: 2}, **None}, lambda: [*1.5, 2], lambda: {"a": 1, **(1, 2)}):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
for source in ("[1 2]", "{1: 2, 3}", "{1, 2: 3}", "(1 for)", "[*]", "{**a for a in b}", "{*a: 1}", "{1: *a}", "*a", "(*a)", "{1:}", "{:1}", "[1,,2]", "{**}", "{a: b, **c for d in e}", "[", "(1, 2", "{1: 2", "]", "(]", "{1: 2)", "x = *a", "x = *a,", "return_ = (yield)", "print(*)", "[1, *a for a in b]"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
# Constant displays are folded; each evaluation of a list is new.
def constant(): return [1, 2, 3], (1, 2, (3, 4)), {1: 2}, {1, 2, 3}
first, second = constant(), constant()
print(first[0] is second[0], first[1] is second[1], first[2] is second[2], first == second, 2 in {1, 2, 3}, [] is [], len(list(range(1000))))
big = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]
print(sum(big), len({str(n): n for n in big}), max(big))
