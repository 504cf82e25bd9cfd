import { python } from "@codemirror/lang-python";

export const support = python();
export const indent = 4;
