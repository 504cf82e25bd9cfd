import{a as o}from"./chunk-CSESAM4R.js";import"./chunk-BRCANQKY.js";import"./chunk-FBGVNH7X.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
