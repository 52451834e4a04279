"""检索词: what names are found by: pairs of neighbouring characters, sounds and initials, kept with each write.

One table of our own for both databases: neither of them finds a word of two characters inside a text by itself.
"""

from django.db import models

LONGEST = 16


class _Word(models.Model):
    pk = models.CompositePrimaryKey("word", "thing")
    word = models.CharField("检索词", max_length=LONGEST)
    thing = models.BigIntegerField("编号")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.word} {self.thing}"


class PersonWord(_Word):
    """个人检索词, search word of the name that counts now."""

    class Meta(_Word.Meta):
        pass


class OrganisationWord(_Word):
    """单位检索词, search word of the name that counts now."""

    class Meta(_Word.Meta):
        pass
