import helper
from package import deep
import package.deep as again
print(helper.value, helper.__file__, deep.name, again is deep, open("data.txt").read())
import this_is_not_there
