# Code objects with other fields: `replace` and the constructor.
Code = type((lambda: 0).__code__)


def sample(a, b=2, *args, c, **rest):
    "A documented function."
    local = a + b + 1000
    return local, args, c, rest


code = sample.__code__
same = code.replace()
print(same == code, same is code, hash(same) == hash(code))
renamed = code.replace(co_name="other", co_qualname="Q.other", co_filename="elsewhere", co_firstlineno=100)
print(renamed.co_name, renamed.co_qualname, renamed.co_filename, renamed.co_firstlineno, renamed == code)
print([line for _, _, line in renamed.co_lines() if line][:3])

sample.__code__ = code.replace(co_consts=tuple(2000 if c == 1000 else c for c in code.co_consts))
print(sample(1, c=3), sample(1, 5, 6, c=3, d=4))
sample.__code__ = code.replace(co_varnames=tuple(name.upper() for name in code.co_varnames))
print(sample(1, C=3), sample.__code__.co_varnames)
sample.__code__ = code


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


step = counter()
print(step.__code__.co_freevars, step.__code__.replace(co_freevars=("total",)).co_freevars, step(), step())
step.__code__ = step.__code__.replace(co_name="renamed")
print(step(), step.__code__.co_name, step.__name__)


def names():
    return first, len


namespace = {"second": "found", "__builtins__": {"len": "own len"}}
changed = names.__code__.replace(co_names=("second", "len"))
print(type(names)(changed, namespace)(), changed.co_names)

fields = "argcount posonlyargcount kwonlyargcount nlocals stacksize flags code consts names varnames filename name"
fields += " qualname firstlineno linetable exceptiontable freevars cellvars"
values = [getattr(code, "co_" + field) for field in fields.split()]
copy = Code(*values)
print(copy == code, type(names)(copy, globals(), argdefs=(2,))(1, c=5))


def attempt(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except (TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)


attempt(code.replace, co_argcount=-1)
attempt(code.replace, co_code=b"abc")
attempt(code.replace, co_consts=[1])
attempt(code.replace, nonsense=1)
attempt(code.replace, co_nlocals=17)
