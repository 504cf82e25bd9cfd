import resource, sys, locale, time
print({n: resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT")})
print(sys.getfilesystemencoding(), locale.getlocale(), locale.getpreferredencoding(), time.tzname, sys.version)
