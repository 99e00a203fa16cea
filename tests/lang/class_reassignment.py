# Changing an object's class, its __dict__, and a class's attributes while code is warm.
class Cat:
    def speak(self): return "meow"
    legs = 4
class Dog:
    def speak(self): return "woof"
    legs = "four"
pet = Cat()
pet.name = "Tom"
heard = []
for i in range(300):
    if i == 150:
        pet.__class__ = Dog
    heard.append(pet.speak())
print(heard.count("meow"), heard.count("woof"), pet.name, pet.legs, type(pet).__name__, isinstance(pet, Cat))

class Slotted: __slots__ = ("a",)
class Number(int): pass
for value, new in ((pet, int), (pet, Slotted), (1, Number), (Number(1), Dog), (pet, 5), (pet, "Dog"), (Slotted(), Cat), ([], Cat), (Number(1), int)):
    try:
        value.__class__ = new
        print("changed")
    except TypeError as error:
        print(error)
try:
    del pet.__class__
except TypeError as error:
    print(error)
class OtherNumber(int):
    def __repr__(self): return "other"
n = Number(5)
n.__class__ = OtherNumber
print(n, n + 1)

# The instance's dict replaced, shared, and changed behind the object's back.
a, b = Cat(), Cat()
a.x = 1
b.__dict__ = a.__dict__
b.x += 1
print(a.x, a.__dict__ is b.__dict__)
values = []
for i in range(300):
    if i == 100: a.__dict__["x"] = 7
    if i == 200: a.__dict__ = {"x": 8}
    values.append(a.x)
print(values.count(2), values.count(7), values.count(8), b.x)
a.__dict__.update(y=1, z=2)
del a.__dict__["x"]
print(vars(a), list(vars(a)), hasattr(a, "x"))
for bad in (5, None, []):
    try:
        a.__dict__ = bad
    except TypeError as error:
        print(error)
a.__dict__.clear()
a.fresh = True
print(a.__dict__)

# A class attribute hidden, deleted and restored under a warm loop.
class Config: level = 1
c = Config()
trace = []
for i in range(400):
    if i == 100: Config.level = 2
    if i == 200: c.level = 3
    if i == 300: del c.level
    trace.append(c.level)
print([trace.count(k) for k in (1, 2, 3)])
# A method replaced by an instance attribute and back.
results = []
for i in range(300):
    if i == 100: c.run = lambda: "instance"
    if i == 0: Config.run = lambda self: "class"
    if i == 200: del c.run
    results.append(c.run())
print(results.count("class"), results.count("instance"))
Config.level = property(lambda self: "property")
print(c.level, vars(c))
