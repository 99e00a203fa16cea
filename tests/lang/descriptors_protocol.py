# Descriptors: data and non-data, the order of lookup, set and delete, access on the class.
class Data:
    def __init__(self, label):
        self.label = label
    def __get__(self, instance, owner=None):
        return (self.label, instance is not None, owner.__name__)
    def __set__(self, instance, value):
        instance.__dict__["set_" + self.label] = value
    def __delete__(self, instance):
        instance.__dict__["deleted"] = self.label

class NonData:
    def __get__(self, instance, owner):
        return "nondata"

class SetOnly:
    def __set__(self, instance, value):
        print("SetOnly", value)

class Host:
    data = Data("d")
    nondata = NonData()
    set_only = SetOnly()

h = Host()
print(h.data, Host.data)
h.data = 5
del h.data
print(sorted(h.__dict__.items()))
# The instance's dict hides a non-data descriptor, and not a data descriptor.
h.__dict__["data"] = "hidden"
h.__dict__["nondata"] = "instance wins"
h.__dict__["set_only"] = "read from the dict"
print(h.data, h.nondata, h.set_only)
h.set_only = 9
del h.nondata
print(h.nondata, isinstance(vars(Host)["set_only"], SetOnly))
try:
    del h.set_only
except AttributeError as error:
    print(error)

# No __set__ but __delete__ is still a data descriptor; setting fails.
class DeleteOnly:
    def __delete__(self, instance):
        print("DeleteOnly")
class Holder:
    d = DeleteOnly()
try:
    Holder().d = 1
except AttributeError as error:
    print(error)
del Holder().d

# A descriptor in an instance is only a value; assignment to the class replaces it.
inst = Host()
inst.other = Data("x")
print(type(inst.other).__name__)
Host.data = "replaced"
print(Host.data, inst.data)

# __get__ called by hand, inherited descriptors, and super() binding them.
print(NonData().__get__(None, int), Data("q").__get__(1, int))
class Sub(Host):
    def both(self):
        return super().nondata
print(Sub().both(), Sub.nondata)
def function(self):
    return ("bound to", self)
print(function.__get__(42)(), function.__get__(None, int) is function, type(function.__get__(1, int)).__name__)

# An exception in __get__ comes through; AttributeError there asks __getattr__.
class Failing:
    def __init__(self, error):
        self.error = error
    def __get__(self, instance, owner):
        raise self.error
class Guarded:
    lookup = Failing(AttributeError("from get"))
    value = Failing(ValueError("from get"))
    def __getattr__(self, name):
        return f"rescued {name}"
print(Guarded().lookup)
try:
    Guarded().value
except ValueError as error:
    print("ValueError", error)
