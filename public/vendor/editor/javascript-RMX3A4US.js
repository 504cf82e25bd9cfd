import{a as t}from"./chunk-O5V3BUEN.js";import"./chunk-D5B5OSAX.js";import"./chunk-HTL2OKTB.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
