# A linked list and a binary search tree: insertion, deletion, traversal, iteration, equality, repr.
class Node:
    __slots__ = ("value", "next")
    def __init__(self, value, next=None): self.value, self.next = value, next
class LinkedList:
    def __init__(self, *values):
        self.head, self.size = None, 0
        for v in reversed(values): self.push(v)
    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1
    def __iter__(self):
        node = self.head
        while node is not None:
            yield node.value
            node = node.next
    def __len__(self): return self.size
    def __repr__(self): return f"LinkedList({', '.join(map(repr, self))})"
    def __eq__(self, other): return isinstance(other, LinkedList) and list(self) == list(other)
    def __getitem__(self, index):
        for i, v in enumerate(self):
            if i == index: return v
        raise IndexError(index)
    def reverse(self):
        previous, node = None, self.head
        while node: node.next, previous, node = previous, node, node.next
        self.head = previous
        return self
l = LinkedList(1, 2, 3)
l.push("zero")
print(l, len(l), l[2], 3 in l, l == LinkedList("zero", 1, 2, 3), l.reverse(), list(l), max(LinkedList(4, 9, 2)))
try: l[10]
except IndexError as error: print("IndexError", error)
big = LinkedList(*range(2000))
print(sum(big), len(big.reverse()), big[0])
class Tree:
    def __init__(self): self.root, self.count = None, 0
    def insert(self, key):
        node, self.root = self.root, self.root or [key, None, None]
        if node is None: self.count += 1; return True
        while node[0] != key:
            side = 1 if key < node[0] else 2
            if node[side] is None:
                node[side] = [key, None, None]
                self.count += 1
                return True
            node = node[side]
        return False
    def __contains__(self, key):
        node = self.root
        while node and node[0] != key: node = node[1 if key < node[0] else 2]
        return node is not None
    def __iter__(self):
        stack, node = [], self.root
        while stack or node:
            while node: stack.append(node); node = node[1]
            node = stack.pop()
            yield node[0]
            node = node[2]
    def height(self, node=...):
        node = self.root if node is ... else node
        return 0 if node is None else 1 + max(self.height(node[1]), self.height(node[2]))
    def delete(self, key):
        def remove(node, key):
            if node is None: raise KeyError(key)
            if key < node[0]: node[1] = remove(node[1], key)
            elif key > node[0]: node[2] = remove(node[2], key)
            elif node[1] is None: return node[2]
            elif node[2] is None: return node[1]
            else:
                successor = node[2]
                while successor[1]: successor = successor[1]
                node[0] = successor[0]
                node[2] = remove(node[2], successor[0])
            return node
        self.root = remove(self.root, key)
        self.count -= 1
t = Tree()
for k in (50, 30, 70, 20, 40, 60, 80, 30): t.insert(k)
print(list(t), t.count, 60 in t, 65 in t, t.height())
for k in (20, 50, 70): t.delete(k)
print(list(t), t.count, t.height())
try: t.delete(99)
except KeyError as error: print("KeyError", error)
for i in range(300): t.insert(i * 37 % 301)
print(t.count, sum(t), list(t) == sorted(t), t.height() < 301)
