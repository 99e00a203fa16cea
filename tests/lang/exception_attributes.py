# What exceptions carry: args, name and obj, key, value, errno, unicode details; setting and deleting.
def caught(function):
    try: function()
    except BaseException as error: return error
e = caught(lambda: undefined_thing)
print(e.name, e.args)
e = caught(lambda: (5).missing)
print(e.name, e.obj, e.args)
e = caught(lambda: __import__("no.such.module"))
print(type(e).__name__, e.name, e.path, e.msg, e.args)
e = caught(lambda: exec("from sys import nope"))
print(type(e).__name__, e.name, e.name_from, e.msg.split(" (")[0])
e = caught(lambda: {}["k"])
print(e.args, e.args[0])
e = StopIteration("v", 2)
print(e.value, e.args)
e = SystemExit("code", 3)
print(e.code, SystemExit(4).code, SystemExit().code)
e = caught(lambda: b"ab\xff".decode())
print(e.encoding, e.object, e.start, e.end, e.reason, e.args[0], str(e))
e.start, e.reason = 0, "changed"
print(str(e))
e = caught(lambda: "a\u20ac".encode("ascii"))
print(e.encoding, repr(e.object), e.start, e.end, e.reason)
e = caught(lambda: compile("a b", "f.py", "exec"))
print(e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.print_file_and_line)
print(AttributeError("m", name="n", obj=5).obj, NameError("m", name="n").name, ImportError("m", name="n", path="p", name_from="f").name_from, ImportError("m").msg, ImportError("a", "b").msg)
for make in (lambda: AttributeError(nope=1), lambda: NameError("a", obj=1), lambda: ValueError(x=1), lambda: ImportError(bad=1), lambda: KeyError(key=1), lambda: SyntaxError("m", 5), lambda: OSError(x=1)):
    try: print(repr(make()))
    except Exception as error: print(type(error).__name__, error)
e = ValueError(1, 2)
e.args = [3]
e.custom = "attribute"
print(e.args, e, e.custom, vars(e))
del e.custom
for action in ("e.args = 5", "del e.args", "del e.nothing", "e.__traceback__ = 5", "del e.__cause__", "e.__cause__ = 5", "e.__suppress_context__ = 'x'", "del e.__dict__"):
    try:
        exec(action)
        print(action, "fine")
    except Exception as error: print(action, "->", type(error).__name__, error)
class Custom(Exception):
    def __init__(self, *args, code=0): 
        super().__init__(*args)
        self.code = code
c = Custom("a", "b", code=5)
print(c, c.args, c.code, repr(c), c.__reduce__()[1:], Custom.__new__(Custom, 1, 2).args)
print(BaseException().__context__, e.__traceback__, Exception("same") == Exception("same"), hash(e) == hash(e))
