"""Made-up towns, their loans and harbours: documents that no model has read before."""

from __future__ import annotations

from dataclasses import dataclass

_HEADS = ("Ar", "Bel", "Cor", "Dun", "El", "Far", "Gol", "Hal", "Is", "Jor")
_TAILS = ("vik", "stad", "mora", "berg", "holm", "dale", "fjord", "minde", "sund", "lund")
_THINGS = ("tramway", "hospital", "library", "bridge", "stadium", "museum", "school", "theatre")
_MONTHS = ("January", "March", "May", "July", "September", "November")
_MAYORS = ("Kari Nordmann", "Tomas Berg", "Ines Falk", "Olaf Hansen", "Maria Olsen", "Petra Holm")
COUNT = len(_HEADS) * len(_TAILS)


@dataclass(frozen=True, slots=True)
class Town:
    """The facts of one town, the same on every run."""

    number: int

    @property
    def name(self) -> str:
        return _HEADS[self.number % 10] + _TAILS[self.number // 10 % 10]

    @property
    def fund(self) -> str:
        """Who lent: a name that no other town has."""
        return f"{_HEADS[(self.number + 3) % 10]}{_TAILS[(self.number // 10 + 4) % 10]} Fund"

    @property
    def thing(self) -> str:
        return _THINGS[self.number % 8]

    @property
    def millions(self) -> int:
        return 11 + 7 * self.number

    @property
    def when(self) -> str:
        return f"{_MONTHS[self.number % 6]} {2005 + self.number % 17}"

    @property
    def mayor(self) -> str:
        return _MAYORS[self.number % 6]

    @property
    def ships(self) -> int:
        return 1_200 + 37 * self.number

    @property
    def title(self) -> str:
        return f"A {self.thing} for {self.name}"

    @property
    def question(self) -> str:
        return f"How much did the {self.fund} lend {self.name}?"

    @property
    def sentences(self) -> tuple[str, str, str]:
        """What its document says."""
        return (
            (
                f"The {self.fund} lent the town of {self.name} {self.millions} million euros for a new {self.thing} "
                f"in {self.when}."
            ),
            f"Mayor {self.mayor} signed the contract in the town hall.",
            f"The harbour of {self.name} took in {self.ships:,} ships in that year.",
        )

    @property
    def restated(self) -> tuple[str, str]:
        """The same in the words of an honest model."""
        return (
            f"The {self.fund} lent {self.name} {self.millions} million euros for a {self.thing}",
            f"{self.ships:,} ships called at the harbour of {self.name}"
            if self.number % 2
            else f"The harbour of {self.name} took in {self.ships:,} ships",
        )
