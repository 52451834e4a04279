"""钟: a process that starts with this folder on its path lives on the day that BOLE_TEST_DAY names, from then on."""

import os
from datetime import datetime

import time_machine

if os.environ.get("BOLE_TEST_DAY"):
    time_machine.travel(datetime.fromisoformat(os.environ["BOLE_TEST_DAY"]), tick=True).start()
