# _bisect.
from _bisect import bisect_left, bisect_right, insort_left, insort_right
a = [1, 2, 2, 3]
print(bisect_left(a, 2), bisect_right(a, 2), bisect_left(a, 9), bisect_right(a, 2, 0, 2), bisect_left([3, 2, 1], -2, key=lambda x: -x))
insort_right(a, 2.5); insort_left(a, 0); insort_right(a, -4, key=lambda x: x); print(a)
try:
    bisect_left(a, 1, -1)
except ValueError as error:
    print(error)
