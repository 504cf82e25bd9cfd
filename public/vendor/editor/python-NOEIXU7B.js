import{a as o}from"./chunk-ZYSTGTKA.js";import"./chunk-WDJ47GRQ.js";import"./chunk-6IPEWASV.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
