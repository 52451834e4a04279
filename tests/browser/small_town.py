"""The accounts of a small town in BOLE_HOME, told on standard output: one of each role, the worker is its only person.

What the rules give him before anything is imported is found here too, so that news alone is looked at afterwards.
"""

import json
import sys
from datetime import UTC, datetime

from bole.conf.start import start_django


def main() -> None:
    start_django()
    from bole.apps.accounts.actor import Actor
    from bole.apps.accounts.services import demo_users_create
    from bole.apps.cases.evaluating import register_evaluate
    from bole.apps.registry.models import Organisation, Person

    who, at = Actor.system("test"), datetime.now(UTC)
    person, organisation = Person.objects.get(closed_at=None).thing, Organisation.objects.get(closed_at=None).thing
    made = demo_users_create(actor=who, at=at, person=person, organisation=organisation)
    register_evaluate(actor=who, clock=lambda: datetime.now(UTC))
    sys.stdout.write(json.dumps({one.role: one.password for one in made}))


if __name__ == "__main__":
    main()
