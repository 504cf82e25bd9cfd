import { java, javaLanguage } from "@codemirror/lang-java";

import { javaCompletions } from "../completions/java.js";

export const support = [java(), javaLanguage.data.of({ autocomplete: javaCompletions })];
export const indent = 4;
