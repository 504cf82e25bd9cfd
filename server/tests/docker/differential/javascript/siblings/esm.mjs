export default "esm"; export const url = import.meta.url;
