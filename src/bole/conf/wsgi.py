"""网页服务的入口, for gunicorn and any other WSGI server."""

from django.core.handlers.wsgi import WSGIHandler

from bole.conf.start import start_django

start_django()
application = WSGIHandler()
