# str: find, index, count, in, startswith, endswith, partition, replace, removeprefix, with bounds and errors.
s = "hello world, hello été"
print(s.find("hello"), s.find("hello", 1), s.find("zz"), s.rfind("hello"), s.find(""), s.rfind(""), s.find("", 5), s.find("", 50), s.find("l", 3, 5), s.find("é"), s.rfind("é"), s.find("été"), s.find("h", -9), s.rfind("o", 0, 6), s.find("hello", None, None))
print(s.index("world"), s.rindex("l"), s.count("l"), s.count("ll"), s.count(""), "aaaa".count("aa"), s.count("l", 5), s.count("é", -3), "".count(""), "abc".count("", 3), "abc".count("", 4))
print("lo" in s, "" in s, "é" in s, "Lo" in s, s.startswith("hell"), s.startswith("world", 6), s.startswith(("x", "he")), s.startswith(()), s.endswith("été"), s.endswith("world", 0, 11), s.endswith(("a", "é")), "".startswith(""), "".endswith("", 1), "abc".startswith("", 4), "abc".startswith("abcd"))
print("a,b,c".partition(","), "abc".partition(","), "a,b,c".rpartition(","), "abc".rpartition(","), "été".partition("t"), "aXXb".partition("XX"))
print("aaa".replace("a", "b"), "aaa".replace("a", "b", 2), "aaa".replace("a", ""), "abc".replace("", "-"), "abc".replace("", "-", 2), "aaa".replace("aa", "b"), "abc".replace("x", "y"), "été".replace("é", "e"), "abc".replace("abc", "é"), "a.b".replace(".", "", 0), "aaa".replace("a", "b", -5), "aaa".replace("a", "b", count=1))
print("TestCase".removeprefix("Test"), "TestCase".removesuffix("Case"), "x".removeprefix("xx"), "x".removesuffix(""), "éé".removeprefix("é"), "abc".removeprefix("abc") == "")
for call in (lambda: s.index("zz"), lambda: s.rindex("zz"), lambda: s.find(1), lambda: s.find(), lambda: s.count(None), lambda: 1 in s, lambda: s.startswith(1), lambda: s.startswith(("a", 1)), lambda: s.startswith(["a"]), lambda: s.endswith(b"x"), lambda: s.partition(""), lambda: s.rpartition(""), lambda: s.partition(1), lambda: s.replace("a"), lambda: s.replace("a", 1), lambda: s.replace("a", "b", "c"), lambda: s.find("a", "b"), lambda: s.find("a", 1.0), lambda: s.removeprefix(1), lambda: s.startswith("a", 1, 2, 3), lambda: s.index("h", 20), lambda: s.replace("a", "b", 1, 2)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
class Index:
    def __index__(self): return 6
print(s.find("w", Index()), s.find("o", Index(), 2**80), s.find("o", -2**80), s.count("o", True), "x" * 1000 in "x" * 10000, ("ab" * 500 + "c").find("abc"), ("a" * 1000).find("b"), ("é" * 100 + "x").index("x"), ("é" * 100 + "x").rindex("é"))
total = 0
for i in range(300): total += s.find("o", i % 12) + s.count("l") + ("w" in s) + s.startswith("he", i % 3)
print(total)
