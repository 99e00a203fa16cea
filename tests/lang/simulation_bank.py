# A bank with accounts, transactions that roll back, interest in exact cents, statements, errors of its own.
class BankError(Exception):
    def __init__(self, message, **details):
        super().__init__(message)
        self.details = details
class Insufficient(BankError): pass
class Money:
    def __init__(self, cents): self.cents = cents
    @classmethod
    def parse(cls, text):
        whole, _, part = text.partition(".")
        if not (whole.isdigit() and part.isdigit() and len(part) == 2): raise ValueError(f"bad amount {text!r}")
        return cls(int(whole) * 100 + int(part))
    def __add__(self, o): return Money(self.cents + o.cents)
    def __sub__(self, o): return Money(self.cents - o.cents)
    def __mul__(self, k): return Money(round(self.cents * k))
    def __lt__(self, o): return self.cents < o.cents
    def __eq__(self, o): return isinstance(o, Money) and self.cents == o.cents
    def __hash__(self): return hash(self.cents)
    def __bool__(self): return self.cents != 0
    def __str__(self): return f"{'-' * (self.cents < 0)}{abs(self.cents) // 100:,}.{abs(self.cents) % 100:02}"
    __repr__ = __str__
class Account:
    def __init__(self, owner, balance=Money(0)): self.owner, self.balance, self.log = owner, balance, []
    def change(self, amount, note):
        if (self.balance + amount).cents < self.limit: raise Insufficient(f"{self.owner} has {self.balance}", needed=Money(0) - amount)
        self.balance += amount
        self.log.append((note, amount))
    limit = 0
class Credit(Account):
    limit = -50000
class Bank:
    def __init__(self): self.accounts, self.depth = {}, []
    def open(self, owner, kind=Account, start="0.00"):
        if owner in self.accounts: raise BankError(f"{owner} exists", owner=owner)
        self.accounts[owner] = kind(owner, Money.parse(start))
    def __getitem__(self, owner):
        try: return self.accounts[owner]
        except KeyError as error: raise BankError(f"no account {owner}") from error
    def __enter__(self): self.depth.append({o: (a.balance, list(a.log)) for o, a in self.accounts.items()})
    def __exit__(self, kind, value, tb):
        saved = self.depth.pop()
        if kind:
            for owner, (balance, log) in saved.items(): self[owner].balance, self[owner].log = balance, log
        return False
    def transfer(self, source, target, amount):
        amount = Money.parse(amount)
        with self:
            self[target].change(amount, f"from {source}")
            self[source].change(Money(0) - amount, f"to {target}")
    total = property(lambda self: sum((a.balance for a in self.accounts.values()), Money(0)))
bank = Bank()
for args in (("ann", Account, "100.00"), ("bob", Credit), ("cy", Account, "1234567.89"), ("ann",)):
    try: bank.open(*args)
    except BankError as error: print(error, error.details)
print(bank.total, bank["ann"].balance)
for args in (("ann", "bob", "30.50"), ("ann", "bob", "100.00"), ("bob", "ann", "500.00"), ("bob", "ann", "50.00"), ("ann", "nobody", "1.00"), ("ann", "bob", "1.5"), ("cy", "cy", "1.00")):
    try:
        bank.transfer(*args)
        print(args, "ok", bank["ann"].balance, bank["bob"].balance)
    except (BankError, ValueError) as error: print(args, type(error).__name__, error, getattr(error, "details", ""), repr(error.__cause__))
try:
    with bank:
        bank.transfer("cy", "ann", "1000.00")
        with bank: bank.transfer("cy", "bob", "2000.00")
        raise RuntimeError("power failure")
except RuntimeError as error: print(error, bank.total, bank["ann"].log)
for account in bank.accounts.values():
    for year in range(10): account.change(account.balance * 0.025, "interest") if account.balance.cents > 0 else None
print({o: str(a.balance) for o, a in bank.accounts.items()}, bank.total, max(bank.accounts.values(), key=lambda a: a.balance).owner, len(bank["cy"].log))
before = bank.total
for i in range(200):
    try: bank.transfer(("ann", "bob", "cy")[i % 3], ("bob", "cy", "ann")[i * 7 % 3], f"{i * 37 % 900}.{i % 100:02}")
    except Insufficient: pass
print(bank.total == before, sum(len(a.log) for a in bank.accounts.values()), sorted(a.balance for a in bank.accounts.values())[0])
