function f(n) {
  if (n === 0) throw new TypeError('한글');
  f(n - 1);
}
f(3);
