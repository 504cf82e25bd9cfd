console.log('?> ');
setInterval(() => {}, 1000);
