class Unused { int x = "wrong"; }
