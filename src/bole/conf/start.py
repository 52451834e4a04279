"""启动 Django, for the verbs that need it; makes what the first start needs: the folder and the session key."""

import os
from typing import Final

from bole.conf.errors import HOME_UNUSABLE
from bole.kernel.errors import BoleError
from bole.kernel.home import home
from bole.kernel.messages import language

SETTINGS: Final = "bole.conf.settings"
DJANGOS_LANGUAGE: Final = {"zh": "zh-hans", "en": "en"}


def start_django() -> None:
    """Ready to use models; may be called again."""
    import django
    from django.utils import translation

    from bole.conf.secret import secret_key_make

    try:
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        secret_key_make()
    except OSError as error:
        raise BoleError(HOME_UNUSABLE, place=str(home()), reason=error.strerror or str(error)) from error
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    translation.activate(DJANGOS_LANGUAGE[language()])
