"""Django 自己的命令, for who develops: python -m bole.conf.manage makemigrations."""

import sys

from bole.conf.start import start_django

if __name__ == "__main__":
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
