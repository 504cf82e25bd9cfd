raise SystemExit("in words")
