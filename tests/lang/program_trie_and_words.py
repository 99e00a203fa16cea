# A trie of nested dicts: insertion, prefixes, wildcards, deletion, and a word ladder.
class Trie:
    END = object()
    def __init__(self, words=()):
        self.root, self.size = {}, 0
        for w in words: self.add(w)
    def add(self, word):
        node = self.root
        for c in word: node = node.setdefault(c, {})
        self.size += self.END not in node
        node[self.END] = True
    def walk(self, node, prefix=""):
        if self.END in node: yield prefix
        for c in sorted(k for k in node if k is not self.END): yield from self.walk(node[c], prefix + c)
    def starting(self, prefix):
        node = self.root
        for c in prefix:
            if c not in node: return
            node = node[c]
        yield from self.walk(node, prefix)
    def match(self, pattern, node=None, at=0, made=""):
        node = self.root if node is None else node
        if at == len(pattern):
            if self.END in node: yield made
        elif pattern[at] == "?":
            for c in sorted(k for k in node if k is not self.END): yield from self.match(pattern, node[c], at + 1, made + c)
        elif pattern[at] in node: yield from self.match(pattern, node[pattern[at]], at + 1, made + pattern[at])
    def remove(self, word):
        path, node = [], self.root
        for c in word:
            if c not in node: raise KeyError(word)
            path.append((node, c))
            node = node[c]
        if not node.pop(self.END, False): raise KeyError(word)
        self.size -= 1
        for parent, c in reversed(path):
            if parent[c]: break
            del parent[c]
    def __contains__(self, word): return next(self.match(word.replace("?", "\0")), None) is not None
    def __iter__(self): return self.walk(self.root)
    def __len__(self): return self.size
t = Trie("cold cord card ward warm word worm corm bold".split())
print(list(t), len(t), "card" in t, "car" in t, list(t.starting("wo")), list(t.starting("x")), list(t.match("?or?")), list(t.match("????"))[:3])
t.remove("cold"); t.add("co"); t.add("co")
for bad in ("cold", "c", "zzz"):
    try: t.remove(bad)
    except KeyError as error: print("KeyError", error)
print(list(t.starting("co")), len(t))
def ladder(start, goal, words):
    paths, queue = {start: None}, [start]
    for word in queue:
        if word == goal:
            out = []
            while word: out.append(word); word = paths[word]
            return out[::-1]
        for i in range(len(word)):
            for other in words.match(word[:i] + "?" + word[i + 1:]):
                if other not in paths: paths[other] = word; queue.append(other)
t.add("cold")
print(ladder("cold", "warm", t), ladder("bold", "nope", t))
big = Trie(str(i * 37 % 1000) for i in range(500))
print(len(big), len(list(big.starting("1"))), len(list(big.match("?5?"))), list(big)[:5])
