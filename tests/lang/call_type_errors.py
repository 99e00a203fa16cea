# The texts of TypeErrors for calls that do not fit the parameters.
def none(): pass
def one(a): pass
def two(a, b): pass
def three(a, b, c): pass
def default(a, b=1): pass
def defaults(a=1, b=2): pass
def var(a, *rest): pass
def kwonly(*, k): pass
def kwonly2(*, k, m, n=1): pass
def mixed(a, b=1, *, k, m=2): pass
def posonly(a, b, /): pass
def posonly_default(a, b=2, /, c=3): pass
def keywords(**kw): pass
class C:
    def method(self, x): pass
    @classmethod
    def cm(cls, x): pass
    @staticmethod
    def sm(x): pass
    def __init__(self, x=0): pass
c = C()
calls = """none(1); none(1, 2); none(a=1); one(); one(1, 2); one(b=1); one(1, a=2); one(1, 2, 3, c=4); two(); two(1); two(b=1); two(1, 2, 3); two(a=1); three(); three(1); three(c=1); default(); default(1, 2, 3); default(b=1); default(1, c=2)
defaults(1, 2, 3); defaults(c=3); var(); kwonly(); kwonly(1); kwonly(1, k=2); kwonly2(); kwonly2(k=1); kwonly2(1, 2); mixed(); mixed(1); mixed(1, 2, 3, k=4); mixed(1, 2, 3); mixed(k=1); posonly(); posonly(a=1, b=2); posonly(1, b=2); posonly(1, 2, 3)
posonly_default(); posonly_default(b=1); posonly_default(1, a=2); keywords(1); keywords(1, a=2); c.method(); c.method(1, 2); c.method(y=1); C.method(); C.method(1); c.cm(); C.cm(1, 2); c.sm(); c.sm(1, 2); C(1, 2); C(y=1); (lambda: 0)(1); (lambda x: 0)()
one(**{1: 2}); one(*1); one(**1); one(*None); one(**None); one(1, **{'a': 2}); keywords(a=1, **{'a': 2}); keywords(**{'a': 1}, **{'a': 2}); one(*[1], *5); dict(a=1, **{'a': 2}); print(end='', **{'end': ''}); one(one=1); two(1, 2, c=3, d=4); default(aa=1); three(1, 2, cc=3)"""
for call in calls.replace("\n", "; ").split("; "):
    try:
        exec(call)
        print(call, "-> fine")
    except TypeError as error:
        print(call, "->", error)
# Nested functions and classes show their qualified names.
def outer():
    class Inner:
        def method(self): pass
    def nested(x): pass
    return Inner, nested
Inner, nested = outer()
for call in (lambda: nested(), lambda: Inner().method(1), lambda: Inner(1)):
    try:
        call()
    except TypeError as error:
        print(error)
nested.__qualname__ = "renamed"
try:
    nested()
except TypeError as error:
    print(error)
# Objects that cannot be called, and a warm call site that fails in between.
for value in (1, "s", None, [], {}, 1.5, ..., NotImplemented, c, (1,), b""):
    try:
        value()
    except TypeError as error:
        print(error)
failures = 0
for i in range(300):
    try:
        one(*range(1 if i % 50 else 2))
    except TypeError:
        failures += 1
print(failures)
