import sys
print(sorted(sys.modules))
import sitecustomize
print(sorted(vars(sitecustomize)), sitecustomize.__file__)
