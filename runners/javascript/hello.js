// Welcome to Madang! Press Run, change something, run it again.

function greet(name) {
  return `Hello, ${name}!`;
}

for (const name of ["world", "마당", "JavaScript"]) {
  console.log(greet(name));
}

console.log(`2 to the power of 100 is ${2n ** 100n}.`);
