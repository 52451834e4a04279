"""Links the held rows of the register of BOLE_HOME, as the worker would, and leaves a pair of files to decide on."""

from datetime import UTC, datetime

from bole.conf.start import start_django


def main() -> None:
    start_django()
    from bole.apps.accounts.actor import Actor
    from bole.apps.registry.linking.finding import pending_link
    from bole.apps.registry.models import Doubt, Person

    pending_link(actor=Actor.system("test"), clock=lambda: datetime.now(UTC))
    first, second = Person.objects.filter(closed_at=None).order_by("thing").values_list("thing", flat=True)[:2]
    parts = [
        ["prior", "", -13.0],
        ["name", "same characters", 12.8],
        ["birth", "same day", 12.2],
        ["phone", "different", -1.5],
    ]
    Doubt.objects.create(person=first, other=second, weight=10_500, parts=parts, found_at=datetime.now(UTC))


if __name__ == "__main__":
    main()
