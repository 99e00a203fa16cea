# complex: arithmetic, text, construction, comparison.
def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


print(1j, 1 + 2j, -1j, 1.5 - 0.5j, complex(-0.0, 1), complex(0, -0.0), complex("inf"), complex(1e20, 1e-7), str(2j))
z = 3 + 4j
print(z + 1, 1 + z, z - 1, 1 - z, z * 2, 2.5 * z, z / 2, 1 / z, z * z, z / (1 - 1j), z ** 2, z ** -1, 2 ** 1j == 2 ** 1j, z ** 0)
print(abs(z), -z, +z, bool(0j), bool(1j), z.real, z.imag, z.conjugate(), z == 3 + 4j, z != z, 3 + 0j == 3, 3.0 == 3 + 0j, z == "a")
print(hash(3 + 0j) == hash(3), {1 + 0j: "one"}[1])
for args in [(), (1,), (1, 2), (1.5, -2), (1j, 1j), ("1+2j",), ("-j",), (" (3-4j) ",), ("1e5",), ("1e-5-1e+5J",), ("2",), ("nan+infj",)]:
    attempt(complex, *args)
for text in ["", "1+", "1 + 2j", "abc", "1+2", "(1", "1j2"]:
    attempt(complex, text)
attempt(complex, [])
print(complex(imag=2), complex(real=1))


class C:
    def __complex__(self):
        return 5 + 6j


class Sub(complex):
    pass


print(complex(C()), Sub(1, 2), type(Sub(1) + 1).__name__)
attempt(lambda: 1j / 0)
attempt(lambda: 1j // 1)
attempt(lambda: 1j < 2j)
attempt(lambda: 0j ** -1)
attempt(int, 1j)
attempt(float, 1j)
print(f"{z:.2f}", f"{z:>10}", f"{z}", f"{1j:.3g}", format(z, "+.1e"))
