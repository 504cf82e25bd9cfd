import{r as a,s as b}from"./chunk-XDUY3SGV.js";import"./chunk-6IPEWASV.js";import"./core.js";export{b as extras,a as translations};
