# Looks for the host, its server and the world.
import errno
import socket
import sys


def attempt(name, action):
    try:
        action()
        print(name, 'reached')
    except socket.gaierror:
        print(name, 'no such name')
    except OSError as error:
        print(name, errno.errorcode[error.errno])


port = int(sys.argv[1])
for address in '127.0.0.1', '::1':
    attempt('host', lambda: socket.create_connection((address, port), 2))
for address in '169.254.169.254', '10.0.0.1', '172.17.0.1', '192.168.0.1', '8.8.8.8', 'fe80::1', '2001:4860:4860::8888':
    attempt(address, lambda: socket.create_connection((address, 80), 2))
attempt('dns', lambda: socket.getaddrinfo('example.org', 80))
attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'?', ('8.8.8.8', 53)))
attempt('broadcast', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'?', ('224.0.0.251', 5353)))
own = socket.create_server(('127.0.0.1', 0))
attempt('own', lambda: socket.create_connection(own.getsockname(), 2))
