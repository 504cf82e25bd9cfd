try:
    {}["x"]
except KeyError as error:
    raise ValueError("한글") from error
