// Goes on in another turn, so that the browser can paint and hear what is pressed. A timer would wait for a second where
// the page is hidden.

export const nextTurn = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
