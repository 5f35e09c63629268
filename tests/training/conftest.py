"""Property tests are not timed: the machine may be training beside them."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
