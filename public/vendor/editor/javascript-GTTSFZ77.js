import{a as t}from"./chunk-ITJGB5IH.js";import"./chunk-3HGP272V.js";import"./chunk-GJVJDKE3.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
