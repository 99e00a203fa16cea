# list: construction, copying, concatenation, repetition, comparison, unpacking, nesting and errors.
a = [1, 2, 3]
print(list(), list("ab"), list(range(3)), list({"k": 1}), list(a) is a, a[:] == a, a + [4], a * 2, 2 * a, a * 0, a * -1, [[0] * 2] * 2, [] + [], a + list("x"))
alias, copy = a, a.copy()
alias.append(4)
print(a, copy, a is alias, a == copy, a > copy, [1, 2] < [1, 3], [1] < [1, 0], [] < [0], [2] > [1, 9], [1, "a"] == [1, "a"], [1] == (1,), [[1]] == [[1.0]])
rows = [[0] * 2 for _ in range(2)]
shared = [[0] * 2] * 2
rows[0][0] = shared[0][0] = 1
print(rows, shared)
print(a[0], a[-1], a[True], len(a), sum(a), max(a), min(a), 3 in a, [] in [[]], a.index(3), a.count(1), bool([]), bool([0]), sorted(a, reverse=True), list(reversed(a)))
for expression in ("a[4]", "a[-5]", "a['0']", "a[1.0]", "a[None]", "a + (1,)", "(1,) + a", "a + 5", "a * 1.5", "a * a", "a - a", "a < (1,)", "a < 5", "hash(a)", "{a: 1}", "a()", "-a", "a.x", "list(5)", "list(1, 2)", "list(x=1)", "a[2**70]", "a * 2**70", "[].pop()", "a.index(99)", "a.remove(99)", "a.insert(1)", "a.pop('x')", "a.pop(10)", "iter(a)[0]", "a @ a", "[1, 'a'] < [1, 2]", "sorted([1, 'a'])", "max([])"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
class L(list):
    def __getitem__(self, i): return ("own", i)
    def __len__(self): return 99
l = L([1, 2])
print(l[0], l[1:], len(l), list(l), [*l], l + [3], type(l + [3]).__name__, type(l.copy()).__name__, type(l * 2).__name__, l == [1, 2], l, list.__len__(l), list.__getitem__(l, 0), sum(l))
loop = []
loop.append(loop)
loop.append([loop])
print(loop, loop == loop, loop[0][0] is loop)
try:
    loop == [[[]], []] and [loop] == [[loop]]
    other = []
    other.append(other)
    loop.pop()
    print(loop == other)
except RecursionError:
    print("RecursionError")
x = []
for i in range(300): x = x + [i] if i % 3 else x[-5:] * 2
print(len(x), x[-3:])
