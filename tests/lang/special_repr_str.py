# __repr__, __str__, __format__ and __bytes__: which falls back on which, and what they may return.
class Bare:
    pass

class OnlyRepr:
    def __repr__(self):
        return "OnlyRepr()"

class OnlyStr:
    def __str__(self):
        return "only str"

class Both:
    def __repr__(self):
        return "repr"
    def __str__(self):
        return "str"
    def __format__(self, spec):
        return f"format<{spec}>"

# str falls back on repr, never the other way round.
print(repr(OnlyRepr()), str(OnlyRepr()), f"{OnlyRepr()}", "%s" % OnlyRepr())
print(str(OnlyStr()), repr(OnlyStr()).startswith("<__main__.OnlyStr object at 0x"))
print(repr(Bare()).startswith("<__main__.Bare object at 0x"))
both = Both()
print(f"{both} {both!s} {both!r} {both!a} {both:>9} {both!s:>5}|", format(both), format(both, "x"))
print([both], (both,), {both.__str__(): both})

# object.__format__ takes an empty spec only.
print(format(OnlyRepr(), ""))
try:
    format(OnlyRepr(), "10")
except TypeError as error:
    print("TypeError:", error)

class Wrong:
    def __repr__(self):
        return 1
    def __str__(self):
        return b"no"
    def __format__(self, spec):
        return None
    def __bytes__(self):
        return "text"

for convert in (repr, str, format, bytes, ascii):
    try:
        convert(Wrong())
    except TypeError as error:
        print(convert.__name__, "->", error)

# A subclass of str may be returned; repr keeps it, str keeps it.
class Text(str):
    pass

class GivesText:
    def __str__(self):
        return Text("subclass")
    def __bytes__(self):
        return b"bytes"

print(type(str(GivesText())), str(GivesText()), bytes(GivesText()))
print(ascii("\u00e9\U0001f600"), repr("\u00e9\n\x00\x7f\xad"))

# A container that holds itself prints dots.
loop = [1]
loop.append(loop)
mapping = {"self": None}
mapping["self"] = mapping
print(loop, mapping)
class Nested:
    def __init__(self, value):
        self.value = value
    def __repr__(self):
        return f"Nested({self.value!r})"
print(Nested([Nested("a"), Nested({"k": Nested(1)})]))
