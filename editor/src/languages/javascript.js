import { javascriptLanguage } from "@codemirror/lang-javascript";

export const language = javascriptLanguage;
export const indent = 2;
