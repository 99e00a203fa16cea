# Text streams in memory, and print to them.
from _io import StringIO
import sys
stream = StringIO("one\ntwo\nthree")
print(list(stream), stream.tell(), stream.read())
stream.seek(4)
print(stream.readline(), stream.read(2), stream.tell())
stream.seek(0)
stream.write("ONE")
print(stream.getvalue())
stream = StringIO()
print("a", 1, None, sep="-", end="!\n", file=stream)
print(repr(stream.getvalue()), stream.truncate(2), stream.getvalue())
with StringIO() as stream:
    stream.writelines(["x", "y"])
    print(stream.getvalue(), stream.closed)
print(stream.closed)
try:
    stream.read()
except ValueError as error:
    print(error)
try:
    StringIO().write(3)
except TypeError as error:
    print(error)
try:
    open("/nonexistent/file")
except FileNotFoundError as error:
    print(error, error.filename)
for mode in ["q", "rw", "rbt", "r+w"]:
    try:
        open("/nonexistent/file", mode)
    except ValueError as error:
        print(error)
print(sys.stdout.writable(), sys.stdout.encoding, sys.stdout.fileno())
