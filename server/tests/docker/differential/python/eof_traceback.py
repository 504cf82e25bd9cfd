input("?> ")
