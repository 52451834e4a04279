"""对照说明 written: `python -m bole.conf.mapping_page > docs/reference/register-facts.md`."""

import sys

from bole.conf.start import start_django

if __name__ == "__main__":
    start_django()
    from bole.apps.registry.snapshot.mapping_page import page

    sys.stdout.write(page())
