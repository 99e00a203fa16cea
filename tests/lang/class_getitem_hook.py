# __class_getitem__ and subscripting classes; generic aliases of the built-in ones.
class Box:
    def __class_getitem__(cls, key):
        return (cls.__name__, key)
class Crate(Box):
    pass
print(Box[int], Box[1, 2], Box[1:2], Crate["x"], Box[()])
print(type(Box.__dict__["__class_getitem__"]).__name__)

# An instance has none; __getitem__ of the metaclass goes first.
class Plain:
    pass
for subject in (Plain, Box(), int, 5):
    try:
        subject[0]
    except TypeError as error:
        print(error)
class Meta(type):
    def __getitem__(cls, key):
        return f"meta {key}"
class WithMeta(metaclass=Meta):
    def __class_getitem__(cls, key):
        return "never"
print(WithMeta["k"])

# list[int] and its kin.
alias = list[int]
print(alias, alias.__origin__, alias.__args__, type(alias))
print(dict[str, list[int]], tuple[int, ...], type[Plain], set[str], frozenset[bytes], tuple[()])
print(alias([1, 2]), dict[str, int](a=1), alias == list[int], hash(alias) == hash(list[int]), alias == list[str])
print(alias.append is list.append, alias.__class__, alias.__mro_entries__(()))
class Names(list[str]):
    pass
print(Names.__bases__, Names.__orig_bases__, Names(["a"]))
print(list[Plain], list["forward"], list[None], dict[int, 3])
for use in (lambda: isinstance([], list[int]), lambda: issubclass(list, list[int]), lambda: list[int][str], lambda: alias.missing):
    try:
        print(use())
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
try:
    alias.x = 1
except AttributeError as error:
    print(error)
print(*tuple[int, str])
print(list(tuple[int, str]))

# Unions of classes.
print(int | str, int | None, (int | str) == (str | int), isinstance(3, int | str), int | list[int], type(int | str))
print((int | str | int).__args__, isinstance(None, int | None), issubclass(bool, int | str))
