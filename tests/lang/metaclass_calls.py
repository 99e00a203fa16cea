# Metaclasses: __call__, choosing the most derived one, conflicts, attributes on both levels.
class Singleton(type):
    instances = {}
    def __call__(cls, *args, **kwargs):
        if cls not in Singleton.instances:
            Singleton.instances[cls] = super().__call__(*args, **kwargs)
        return Singleton.instances[cls]

class Config(metaclass=Singleton):
    def __init__(self, value):
        self.value = value
print(Config(1) is Config(2), Config(3).value)

# The metaclass of a class is the most derived one of its bases'.
class Meta(type):
    def describe(cls):
        return f"{type(cls).__name__} of {cls.__name__}"
class SubMeta(Meta):
    pass
class Base(metaclass=Meta):
    pass
class Other(metaclass=SubMeta):
    pass
class Derived(Base, Other):
    pass
print(type(Derived).__name__, Derived.describe(), Base.describe())
class Unrelated(type):
    pass
class Third(metaclass=Unrelated):
    pass
for attempt in (lambda: type("X", (Base, Third), {}), lambda: Unrelated("X", (Base,), {})):
    try:
        attempt()
    except TypeError as error:
        print(error)
print(type(type("Y", (Other,), {})).__name__, type(Meta("Z", (Other,), {})).__name__)

# A method of the metaclass is no attribute of the instances.
for thing in (Derived, Derived()):
    print(hasattr(thing, "describe"))
# Properties of the metaclass are those of the class; a data descriptor there beats the class dict.
class Counted(type):
    count = 0
    @property
    def size(cls):
        return f"size of {cls.__name__}"
    def __len__(cls):
        return 3
    def __iter__(cls):
        return iter("abc")
    def __contains__(cls, item):
        return item == "x"
    def __add__(cls, other):
        return f"{cls.__name__}+{other}"
    def __repr__(cls):
        return f"<<{cls.__name__}>>"
class Items(metaclass=Counted):
    size = "hidden"
    def __len__(self):
        return 99
print(Items.size, Items().size, len(Items), len(Items()), list(Items), "x" in Items, "y" in Items, Items + 1, Items)
try:
    Items.size = 1
except AttributeError as error:
    print(error)

# __new__ of the metaclass may edit the namespace; __init__ runs after.
class Upper(type):
    def __new__(meta, name, bases, namespace):
        renamed = {k if k.startswith("__") else k.upper(): v for k, v in namespace.items()}
        return super().__new__(meta, name.upper(), bases, renamed)
class shouting(metaclass=Upper):
    x = 1
    def run(self):
        return "ran"
print(shouting.__name__, shouting().RUN(), shouting.X, hasattr(shouting, "x"))
print(type(type), type.__class__ is type, isinstance(type, object), isinstance(object, type), issubclass(type, object))
