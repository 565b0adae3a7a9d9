"""stub"""
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
class AccountAdapter(DefaultAccountAdapter): pass
class SecondFactorAdapter(DefaultMFAAdapter): pass
def display_name(user): return str(user)
