value = "mine"
