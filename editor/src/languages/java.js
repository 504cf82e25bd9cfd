import { java } from "@codemirror/lang-java";

export const support = java();
export const indent = 4;
