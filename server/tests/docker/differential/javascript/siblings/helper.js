module.exports = { value: 42, parent: module.parent };
