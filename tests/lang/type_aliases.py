# The type statement (PEP 695): lazy values, parameters, attributes, scopes, recursion, errors.
type Int = int
type Pair[T] = tuple[T, T]
type Later = not_defined_yet
type Recursive = list[Recursive] | None
print(Int, Int.__name__, Int.__value__, type(Int).__name__, Int.__type_params__, Int.__module__)
print(Pair.__type_params__, Pair.__value__, Pair[int], Pair[int].__origin__ is Pair, Pair[int].__args__)
try: Later.__value__
except NameError as error: print(error)
not_defined_yet = str
print(Later.__value__, Later.__value__ is Later.__value__, Recursive.__value__)
class C:
    type Inner = C
    type WithParam[T] = dict[str, T]
    attr = 5
    type Uses = (attr, "class scope")
    def m(self):
        type Local = self.attr
        return Local.__value__
print(C.Inner.__value__ is C, C.WithParam.__value__, C.Uses.__value__, C().m(), C.Inner.__module__)
def function(x):
    type Captured = (x, y)
    y = 2
    return Captured
print(function(1).__value__)
evaluated = []
type Once = evaluated.append(1) or int
print(evaluated, Once.__value__, Once.__value__, evaluated)
type Fails = 1 / 0
for _ in range(2):
    try: Fails.__value__
    except ZeroDivisionError as error: print(error)
print(hash(Int) == hash(Int), Int == Int, Int.__doc__ is None or "alias" in Int.__doc__.lower())
type = 5
print(type)
del type
type Chain[T] = list[T]
type Deeper[K, V] = dict[K, Chain[V]]
print(Deeper.__type_params__, Deeper.__value__, Deeper[int, str].__args__, [p.__name__ for p in Deeper.__type_params__])
for source in ("type X = 1", "type X[T] = T", "type X", "type X = ", "type = 1", "type X[T, T] = T", "type X[1] = 2", "type X.y = 1", "type X[T: int = str] = T", "type X[*Ts, **P] = 1", "type X = (yield)", "type X = (y := 1)", "type X = await z", "type X: int = 1", "type X[T=] = 1", "type X[T=int, U] = 1", "type X[]= 1", "type X + 1", "type\nX = 1", "def f():\n type X = nonlocal_", "type __debug__ = int", "type X = int; type Y = X", "type X[T: (yield)] = 1"):
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "fine")
    except SyntaxError as e: print(repr(source), "|", e.msg)
