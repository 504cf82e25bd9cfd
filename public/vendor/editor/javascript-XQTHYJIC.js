import{a as t}from"./chunk-WCPFA6EB.js";import"./chunk-IM6PI2CJ.js";import"./chunk-WMPA3EC6.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
