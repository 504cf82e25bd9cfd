import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";

import { javascriptGlobals } from "../completions/javascript.js";

export const support = [javascript(), javascriptLanguage.data.of({ autocomplete: javascriptGlobals })];
export const indent = 2;
