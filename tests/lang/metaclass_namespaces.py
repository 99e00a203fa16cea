"""The namespace of a class with a metaclass, and functions of native modules as attributes of classes."""
import _codecs
import _operator


class Meta(type):
    def __new__(metaclass, name, bases, namespace, /, **keywords):
        return super().__new__(metaclass, name, bases, namespace)


class Base(metaclass=Meta):
    attribute = 1


print("attribute" in Base.__dict__, "__dict__" in Meta.__dict__, type(Base.__dict__).__name__)


class Hook:
    def __init_subclass__(cls):
        print(cls.__name__, "__orig_bases__" in cls.__dict__)


class Alias:
    def __mro_entries__(self, bases):
        return (Base, Hook)


class Derived(Alias()):
    pass


class Codec:
    encode = _codecs.utf_8_encode
    add = _operator.add


print(Codec().encode("é"), Codec().add(1, 2), len.__module__, _operator.add.__module__, [].append.__module__)
print(type(len).__module__, (lambda: 0).__module__, type(lambda: 0).__module__)
print(len.__reduce__(), [1].append.__reduce__()[1])


class Missing(dict):
    def __missing__(self, name):
        return "made up " + name


namespace = Missing()
function = type(lambda: 0)((lambda: (int, unknown)).__code__, namespace)
print(function())
