require('./this-is-not-there');
