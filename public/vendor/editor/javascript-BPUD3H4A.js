import{a as t}from"./chunk-OFTQRRAX.js";import"./chunk-WDJ47GRQ.js";import"./chunk-6IPEWASV.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
