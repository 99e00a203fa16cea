# The name a property knows, and what it says when a function is missing.
class Account:
    def read(self):
        return 7

    balance = property(read)
    hidden = property()
    late = property(None, lambda self, value: None)


print(Account.balance.__name__, Account.hidden.__name__, Account.late.__name__)
account = Account()
print(account.balance)
for action in (
    lambda: setattr(account, "balance", 1),
    lambda: delattr(account, "balance"),
    lambda: account.hidden,
    lambda: account.late,
):
    try:
        action()
    except AttributeError as error:
        print(error)

# A property added later has no name of its own; that of its getter serves.
Account.added = property(Account.read)
print(Account.added.__name__)
Account.blank = property()
for action in (lambda: account.blank, lambda: setattr(account, "blank", 2), lambda: delattr(account, "blank")):
    try:
        action()
    except AttributeError as error:
        print(error)
try:
    Account.blank.__name__
except AttributeError as error:
    print(error)

Account.blank.__name__ = "renamed"
print(Account.blank.__name__)
try:
    account.blank
except AttributeError as error:
    print(error)
del Account.blank.__name__
print(hasattr(Account.blank, "__name__"))
Account.blank.__set_name__(Account, "again")
print(Account.blank.__name__)

described = property(lambda self: 1, doc="A value.")
print(described.__doc__, described.setter(lambda self, value: None).__doc__)
described.__doc__ = "Another."
print(described.__doc__)
