import signal
print({s.name: str(signal.getsignal(s)) for s in signal.Signals})
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
