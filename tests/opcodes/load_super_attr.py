# expect: 'base derived'
# emits: LOAD_SUPER_ATTR
class Base:
    def name(self):
        return "base"
class Derived(Base):
    def name(self):
        return super().name() + " derived"
result = Derived().name()
