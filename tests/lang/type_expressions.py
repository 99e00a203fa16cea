# Generic aliases and unions.
print(list[int], dict[str, list[int]], tuple[int, ...], tuple[()], type[int])
print(int | str, int | None, list[int] | None, None | int)
alias = dict[str, int]
print(alias.__origin__, alias.__args__, alias.__parameters__)
print(alias == dict[str, int], alias == dict[str, str], hash(alias) == hash(dict[str, int]))
print((int | str) == (str | int), (int | str | int), int | int)
print(isinstance(3, int | str), isinstance(3.0, int | str), issubclass(bool, int | str))
print(alias(), list[int]([1, 2]))
for check in [lambda: isinstance([], list[int]), lambda: int | 3, lambda: list[int][str]]:
    try:
        print(check())
    except TypeError as error:
        print(error)
class Base(list[int]):
    pass
print(Base.__bases__, Base.__mro__)
class Own:
    def __class_getitem__(cls, item):
        return (cls.__name__, item)
print(Own[3], (int | str).__args__)
