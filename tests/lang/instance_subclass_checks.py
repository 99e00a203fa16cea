# isinstance and issubclass: tuples, unions, __instancecheck__, __subclasscheck__, __class__ lies, errors.
class Animal: pass
class Dog(Animal): pass
dog = Dog()
print(isinstance(dog, Animal), isinstance(dog, (int, (str, Animal))), isinstance(dog, int | Dog), isinstance(dog, ()))
print(issubclass(Dog, Animal), issubclass(Dog, Dog), issubclass(Animal, Dog), issubclass(bool, (str, int)))

class Even(type):
    def __instancecheck__(cls, instance):
        print("instancecheck", instance)
        return isinstance(instance, int) and instance % 2 == 0
    def __subclasscheck__(cls, subclass):
        print("subclasscheck", subclass.__name__)
        return "truthy text"
class EvenNumber(metaclass=Even):
    pass
print(isinstance(4, EvenNumber), isinstance(5, EvenNumber), issubclass(Dog, EvenNumber))
print(isinstance(EvenNumber(), EvenNumber))      # The exact class needs no question.
print(isinstance(3, (str, EvenNumber, int)))

# The check is looked up on the metaclass, not on the class.
class Ordinary:
    @classmethod
    def __instancecheck__(cls, instance):
        return True
print(isinstance(1, Ordinary))

# __class__ may lie to isinstance, not to type.
class Proxy:
    @property
    def __class__(self):
        return Dog
proxy = Proxy()
print(isinstance(proxy, Animal), isinstance(proxy, Proxy), type(proxy).__name__, proxy.__class__.__name__)

# Anything with __bases__ may stand for a class.
class FakeClass:
    def __init__(self, *bases):
        self.__bases__ = bases
root = FakeClass()
leaf = FakeClass(FakeClass(root))
print(issubclass(leaf, root), issubclass(root, leaf))

for wrong in (lambda: isinstance(1, 1), lambda: issubclass(1, int), lambda: issubclass(int, 1), lambda: isinstance(1, (str, 2)),
              lambda: isinstance(1, "int"), lambda: isinstance(1), lambda: issubclass(int, (str, None))):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
class Broken(type):
    def __instancecheck__(cls, instance):
        raise OSError("no answer")
class B(metaclass=Broken): pass
try:
    isinstance(1, B)
except OSError as error:
    print("OSError", error)
# except clauses do not ask the checks.
class Lax(type):
    def __instancecheck__(cls, instance):
        return True
    def __subclasscheck__(cls, subclass):
        return True
class LaxError(Exception, metaclass=Lax): pass
try:
    try:
        raise ValueError("plain")
    except LaxError:
        print("caught by the check")
except ValueError:
    print("not caught by the check")
