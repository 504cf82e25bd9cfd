import random, string
print(random.value, string.__file__)
