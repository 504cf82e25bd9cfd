echo "Hello, 마당!"
