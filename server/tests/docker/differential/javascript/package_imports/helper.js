module.exports = 'helped';
