"""Arguments in the place of type parameters, in aliases and in classes derived from their class."""
GenericAlias = type(list[int])


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


class Parameter:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __typing_subst__(self, argument):
        return argument


class Several(Parameter):
    __typing_is_unpacked_typevartuple__ = True


T, U, Ts = Parameter("T"), Parameter("U"), Several("Ts")
print(tuple[int, Ts][(str, bool),], tuple[Ts, T].__parameters__)
print(dict[T, list[U]][int, str], tuple[T, T][int], list[list[T]][int], dict[T, U][(int, str)])
print(tuple[T, [U, T]].__parameters__, list[int].__parameters__)
attempt(lambda: list[int][str])
attempt(lambda: dict[T, U][int, str, bool])


class Callback(GenericAlias):
    __slots__ = ()

    def __new__(cls, origin, args):
        return super().__new__(cls, origin, args)

    def __repr__(self):
        return f"Callback{self.__args__}"

    def __getitem__(self, item):
        return Callback(self.__origin__, super().__getitem__(item).__args__)


alias = Callback(dict, (T, int))
print(alias, type(alias).__name__, isinstance(alias, GenericAlias), alias[str], alias == Callback(dict, (T, int)))
print(GenericAlias(list, int), GenericAlias(tuple, (int, ...)), GenericAlias(list, ()))
print(Ellipsis.__reduce__(), NotImplemented.__reduce__(), (int | str).__name__, (int | str).__origin__)
import _weakref

union, alias = int | str, list[int]
print(_weakref.ref(union)() is union, _weakref.ref(alias)() is alias)
