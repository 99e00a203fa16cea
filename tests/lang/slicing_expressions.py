# Slices: every combination of start, stop and step, on every sequence, assignment and deletion, and slice objects.
text, items, numbers = "abcdefg", list(range(7)), range(7)
for start, stop, step in ((None, None, None), (1, 4, None), (-3, None, None), (None, -2, None), (None, None, 2), (None, None, -1), (5, 1, -2), (10, 20, None), (-100, 3, None), (3, -100, -1), (4, 4, None), (6, None, -3), (None, 3, -1)):
    part = slice(start, stop, step)
    print(text[part], items[part], list(numbers[part]), b"abcdefg"[part], tuple(items)[part] == tuple(items[part]), part.indices(7))
class Index:
    def __init__(self, value): self.value = value
    def __index__(self): return self.value
print(text[Index(1):Index(3)], items[Index(-1)], text[True:False:-1], text[2:2**80], text[-2**80:2], items[::2**70], text[::-2**70])

class Recorder:
    def __getitem__(self, key): return key
    def __setitem__(self, key, value): print("set", key, value)
    def __delitem__(self, key): print("del", key)
r = Recorder()
print(r[1:2], r[:], r[::], r[1:2:3], r[1:2, 3], r[..., None:], r[(1, 2)], r["a":"b"], r[1, :], r[*"ab"], r[*"ab", 1:2])
r[1:2] = 5
del r[::3], r[0, 1:]
for wrong in (lambda: text["a":], lambda: text[1.5:], lambda: items[::0], lambda: text[::0], lambda: {}[1:2], lambda: 5[1:2], lambda: numbers[::0], lambda: None[:], lambda: items[1:2][5], lambda: text[None]):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
for source in ("x[]", "x[1:2:3:4]", "x[:,]", "x[*a:1]", "x[a b]", "x[1:2 = 3", "x[lambda: 1:2]", "x[yield]", "x[a=1]", "x[**k]", "x[:1,::2,...]"):
    try:
        compile(source, "<test>", "exec")
        print(source, "| fine")
    except SyntaxError as error:
        print(source, "|", error.msg)
# Slicing gives a copy, except of immutable wholes.
print(items[:] is items, text[:] is text, tuple(items)[:] == tuple(items), b"ab"[:] == b"ab", numbers[:] == numbers, numbers[::-1], numbers[2:][1], range(10)[2:8:3])
class Sub(list): pass
class SubText(str): pass
print(type(Sub([1, 2])[:1]).__name__, type(SubText("ab")[:]).__name__, type(SubText("ab")[0]).__name__)
total = 0
for i in range(300):
    total += len(text[i % 5:]) + len(items[:i % 7]) + sum(items[i % 3:6:2])
print(total)
