# Identifiers beyond ASCII: normalization, what may start and continue one, attributes, keywords arguments.
é = 1
变量 = 2
Ω, ω = 3, 4
ñandú = é + 变量 + Ω + ω
print(é, 变量, Ω, ω, ñandú, "é" in globals(), "变量" in dir())
ﬁ = "ligature"
print(fi, "fi" in globals(), "ﬁ" in globals())
𝐱 = "bold x"
print(x, ℌ if (H := 5) else 0)
class Ünïcode:
    ätt = 1
    def méthode(self, größe=5): return self.ätt + größe
u = Ünïcode()
u.ﬀ = "ff"
print(u.méthode(größe=7), Ünïcode.__name__, vars(u), u.ff, getattr(u, "ﬀ", "getattr does not normalize"), [a for a in dir(u) if not a.isascii()])
def f(ａ, *ｂ, ｃ=1, **ｄ): return a, b, c, d
print(f(1, 2, ｃ=3, ｅ=4), f.__code__.co_varnames)
print("".join(c for c in "aé_1½²٣β中😀·ªº" if c.isidentifier()), [("a" + c).isidentifier() for c in "é_1½²٣β·ª"])
_ªº, a·b, x̄ = 1, 2, 3
print(_ªº, a·b, x̄, sorted(n for n in globals() if not n.isascii()))
λ = lambda π: π * 2
print(λ(3), (lambda **k: k)(ключ=1), {"ключ": 2}["ключ"], f"{变量=} {é!r:>3}")
for source in ("😀 = 1", "a😀 = 1", "½ = 1", "1é = 2", "a‐b = 1", "x = “text”", "x = 1 – 2", "a\u00a0= 1", "a\u200b = 1", "x = ‘a’", "€ = 1", "a² = 1", "٣ = 1", "x٣ = 1", "´ = 1", "a\u3000= 1", "·a = 1", "x = 5％2", "print（1）", "\u0301a = 1", "a\u0301 = 1", "ⅷ = 8", "x = 1；y = 2", "if x：pass", "¬x", "x ≠ y", "x = 1\u2028y = 2", "x = 0\u0661"):
    try:
        compile(source, "<test>", "exec")
        print(ascii(source), "fine")
    except SyntaxError as e: print(ascii(source), "|", ascii(e.msg), e.offset)
exec("naïve = 'exec'; print(naïve)")
print(eval("变量 + é"), compile("ñ = 1", "m", "exec").co_names, type("Δ", (), {"μ": 1}).μ)
import sys
module = type(sys)("módulo")
sys.modules["módulo"] = module
module.función = lambda: "llamada"
import módulo
from módulo import función as fn
print(módulo.función(), fn(), módulo.__name__)
