import { python } from "@codemirror/lang-python";

export const completions = python().support;
