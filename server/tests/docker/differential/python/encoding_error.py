print("한글 \u00e9 \U0001f600")
print(b"\xff\xfe".decode("utf-8"))
