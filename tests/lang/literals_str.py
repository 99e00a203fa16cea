# String literals: prefixes, escapes, raw, triple quotes, concatenation, and what the tokenizer refuses.
print("a\tb\\n\'\"", 'it''s', "a" 'b' """c""", r"raw\n\"", R'\d', u"unicode", U"U")
print("\x41\u0042\U00000043\103\60\0".encode(), "\N{LATIN SMALL LETTER E WITH ACUTE}\N{bullet}", "\7\a\b\f\v".encode(), len("\x00\u00e9\U0001F600"))
print("line one \
continued", """triple
"quoted" 'text'
\tend""", '''a"""b''')
print(("implicit " "joining "
       "over lines"), len("" ""), "a" "b" * 2, ["x" "y", "z"])
print("\
", r"\
", repr(r"\'"), repr("\\'"), repr('"'), repr("'"), repr("'\""), repr("\x7f\x80\xa0\u200b\ud800\U0010ffff\u0378"))
print(len("é"), len("e\u0301"), "é" == "e\u0301", "ß".upper(), "\u00df" in "straße", "İ".lower(), len("İ".lower()))
for source in ('"abc', "'abc\ndef'", '"""abc', r'"\x4"', r'"\u123"', r'"\U00110000"', r'"\N{no such name}"', r'"\N"', r'"\N{"', 'ur"x"', 'bu"x"', '"a" b"b"', 'b"é"', r'r"\"', '"a" "b', 'f"a" b"c"', "'''x", '"\\', r'"\x"', 'b"\\x1"'):
    try:
        compile(source, "<test>", "eval")
        print(source, "fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg, error.lineno, error.offset)
# Adjacent literals of different kinds, docstrings.
x = 5
print("a" f"{x}" r"\n" "{x}", f"{x}" "{x}", ("a"), ("a",), "a"[0], "abc"[::-1], "%s" "%d" % ("s", 1))
def documented():
    "first" " second"
    return 1
def not_documented():
    f"no {x}"
class Doc:
    """class doc"""
    """not this"""
def bytes_doc():
    b"no"
print(documented.__doc__, not_documented.__doc__, Doc.__doc__, bytes_doc.__doc__, (lambda: "x").__doc__)
def indented():
    """First line.

        Deeper.
    Back.
    """
print(repr(indented.__doc__))
print("𝔘nicode" == "Unicode", len("𝔘"), "😀"[0], ord("😀"), chr(0x10FFFF) == "\U0010ffff")
