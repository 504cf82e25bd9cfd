// The keys of vi, for those who have them in their fingers.

export { vim } from "@replit/codemirror-vim";
