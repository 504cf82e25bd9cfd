import { javaLanguage } from "@codemirror/lang-java";

export const language = javaLanguage;
export const indent = 4;
