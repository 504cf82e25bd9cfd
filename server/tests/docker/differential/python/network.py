import socket, threading
server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=lambda: server.accept()[0].sendall(b"through lo")).start()
print(socket.create_connection(server.getsockname()).recv(100))
try: socket.create_connection(("192.0.2.1", 80), timeout=2)
except OSError as error: print(error)
print(socket.if_nameindex())
