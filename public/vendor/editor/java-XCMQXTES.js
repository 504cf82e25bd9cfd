import{a as o}from"./chunk-ZOO4CMC3.js";import"./chunk-BRCANQKY.js";import"./chunk-FBGVNH7X.js";import"./core.js";var n=o,e=4;export{e as indent,n as language};
