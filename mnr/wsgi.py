import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mnr.settings")
application = get_wsgi_application()
# What was loaded so far lives as long as the process: the garbage collector need not look at it again and again.
gc.collect()
gc.freeze()
