# Transactions with context managers: commit and rollback, nested managers, invariants, properties, audit by decorator.


def audited(function):
    def wrapper(self, amount, *args):
        before = self.balance
        try:
            return function(self, amount, *args)
        finally:
            self.log.append((function.__name__, amount, before, self.balance))

    wrapper.__wrapped__ = function
    return wrapper


class Insufficient(ValueError):
    pass


class Account:
    count = 0

    def __new__(cls, *args):
        cls.count += 1
        return super().__new__(cls)

    def __init__(self, owner, balance=0):
        self.owner, self._balance, self.log = owner, balance, []

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        if value < 0:
            raise Insufficient(f"{self.owner} lacks {-value}")
        self._balance = value

    @audited
    def deposit(self, amount):
        self.balance += amount

    @audited
    def withdraw(self, amount):
        self.balance -= amount


class Transaction:
    depth = 0

    def __init__(self, *accounts, swallow=()):
        self.accounts, self.swallow = accounts, swallow

    def __enter__(self):
        type(self).depth += 1
        self.saved = [account.balance for account in self.accounts]
        return self

    def __exit__(self, kind, error, traceback):
        type(self).depth -= 1
        if kind is None:
            return
        for account, balance in zip(self.accounts, self.saved):
            account.balance = balance
        return isinstance(error, self.swallow)

    def transfer(self, source, target, amount):
        source.withdraw(amount)
        target.deposit(amount)


ann, bob, eve = Account("ann", 100), Account("bob"), Account("eve", 5)
with Transaction(ann, bob) as t:
    t.transfer(ann, bob, 30)
print(ann.balance, bob.balance)
with Transaction(ann, bob, swallow=Insufficient) as t:
    t.transfer(ann, bob, 50)
    t.transfer(bob, ann, 500)
    print("not reached")
print(ann.balance, bob.balance, Transaction.depth)
try:
    with Transaction(ann, eve) as outer, Transaction(eve, swallow=KeyError) as inner:
        outer.transfer(ann, eve, 10)
        print("depth", Transaction.depth)
        inner.transfer(eve, bob, 1000)
except Insufficient as error:
    print(error, error.__traceback__.tb_next is not None)
print(ann.balance, eve.balance, Account.count, Transaction.depth)
print(*bob.log, sep="\n")
print(Account.withdraw.__wrapped__.__qualname__, Account.withdraw.__name__)
