name = input("name?> ")
print("hello", name)
age = int(input("age?> "))
print(age + 1)
