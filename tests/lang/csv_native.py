"""Delimited text with `_csv`, limits on integer texts, and names of streams."""
import _csv
import _io
import sys


class Sink:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


def written(row, **options):
    sink = Sink()
    _csv.writer(sink, **options).writerow(row)
    return sink.text


for line in 'a,b,c', '"a ""quoted"" one",2,', '"two\nlines",x', " a, b", "", '"open', "a\\,b", "x'y,'z,w'":
    for options in {}, {"skipinitialspace": True}, {"quotechar": "'"}, {"escapechar": "\\"}, {"quoting": _csv.QUOTE_NONE}:
        attempt(lambda: list(_csv.reader(line.split("\n"), **options)))
attempt(lambda: list(_csv.reader(['"a"b,c'], strict=True)))
attempt(lambda: list(_csv.reader(["1,2.5,'x'"], quoting=_csv.QUOTE_NONNUMERIC, quotechar="'")))
attempt(lambda: list(_csv.reader(["1,x"], quoting=_csv.QUOTE_NONNUMERIC)))
attempt(lambda: list(_csv.reader([b"bytes"])))
attempt(lambda: list(_csv.reader(["a\rb,c"])))
for row in [1, "two", None, 2.5], ["a,b", 'say "hi"', "line\nbreak", " x"], [""], [], [None]:
    for options in {}, {"quoting": _csv.QUOTE_ALL}, {"quoting": _csv.QUOTE_NONNUMERIC}, {"delimiter": ";", "lineterminator": "\n"}:
        attempt(lambda: repr(written(row, **options)))
attempt(lambda: written(["a,b"], quoting=_csv.QUOTE_NONE))
attempt(lambda: repr(written(["a,b"], quoting=_csv.QUOTE_NONE, escapechar="\\")))
attempt(lambda: repr(written(['a"b'], doublequote=False, escapechar="\\")))
attempt(lambda: written(5))
for options in {"delimiter": ""}, {"delimiter": 5}, {"quotechar": None}, {"quoting": 9}, {"delimiter": '"'}, {"lineterminator": 1}:
    attempt(lambda: _csv.reader([], **options) and "accepted")
_csv.register_dialect("pipes", delimiter="|", quoting=_csv.QUOTE_ALL)
print(_csv.list_dialects(), _csv.get_dialect("pipes").delimiter, list(_csv.reader(["a|b"], "pipes")), written([1], dialect="pipes"))
_csv.unregister_dialect("pipes")
attempt(lambda: _csv.get_dialect("pipes"))
reader = _csv.reader(["a,b", "c"])
print(next(reader), reader.line_num, next(reader), reader.line_num, reader.dialect.quotechar)
old = _csv.field_size_limit(3)
attempt(lambda: list(_csv.reader(["abcdef"])))
print(old, _csv.field_size_limit(old))

print(sys.get_int_max_str_digits())
attempt(lambda: len(str(10**4300)))
sys.set_int_max_str_digits(5000)
attempt(lambda: len(str(10**4300)))
attempt(lambda: int("1" * 5001))
sys.set_int_max_str_digits(0)
attempt(lambda: len(str(10**6000)))
attempt(lambda: sys.set_int_max_str_digits(100))
stream = _io.BytesIO(b"ab\ncd")
buffered = _io.BufferedReader(stream)
print(buffered.readline(), buffered.peek(), buffered.read(1), buffered.read(), buffered.read())
view = _io.BytesIO(b"abc")
with view.getbuffer() as memory:
    memory[0] = 90
    attempt(lambda: view.write(b"longer"))
print(view.getvalue())
